"""A bakery of three orders with two cakes each, made once a run and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.printer.pretend import PretendPrinter
from tests.durability import bakery
from tests.kitchen_tui_printing.shop import Shop, opened


@pytest.fixture(scope="session")
def small_bakery(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("printing") / "made"
    bakery.make(folder, template, orders=3)
    return folder


@pytest.fixture
def shop(small_bakery: Path, tmp_path: Path) -> Iterator[Shop]:
    with opened(Path(shutil.copytree(small_bakery, tmp_path / "shop"))) as made:
        yield made


@pytest.fixture
def printer() -> Iterator[PretendPrinter]:
    with PretendPrinter() as made:
        yield made


@pytest.fixture
def backup() -> Iterator[PretendPrinter]:
    with PretendPrinter() as made:
        yield made

"""A data folder to stand in."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest

from data.orders.docket import Docket
from data.store.schema import FILE_NAME
from tests.journeys.kitchen import Furnished, furnish


@pytest.fixture
def furnished(template: Path, tmp_path: Path) -> Furnished:
    """Makes a data folder with these orders."""

    def make(*orders: Docket) -> Path:
        copyfile(template, tmp_path / FILE_NAME)
        furnish(tmp_path / FILE_NAME, orders)
        return tmp_path

    return make

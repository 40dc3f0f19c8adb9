"""A figure is judged by its ratio to what stands beside it; only a gross miss fails the run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import __main__ as command
from tests.bench.figure import Figure, percentile_ms
from tests.bench.kit import Kit
from tests.bench.subject import MissingError


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure("p50", 1.5, "ms", 1.0, "raw", 1.5), "1.50x  goal 1.5x  OK"),
        (Figure("p50", 4.5, "ms", 1.0, "raw", 1.5), "4.50x  goal 1.5x  goal missed"),
        (Figure("p50", 4.6, "ms", 1.0, "raw", 1.5), "4.60x  goal 1.5x  GROSS REGRESSION"),
        (Figure("bytes", 1536, "bytes", goal=1536), "goal 1,536 OK"),
        (Figure("missed", 0, "", goal=0), "goal 0     OK"),
        (Figure("missed", 1, "", goal=0), "goal 0     GROSS REGRESSION"),
        (Figure("p99", 9, "ms", 1, "disk's own p99"), "9.00x"),
    ],
)
def test_a_figure_says_what_it_is_measured_by(figure: Figure, said: str) -> None:
    assert figure.line().endswith(said)


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile_ms([0.003, 0.001, 0.002, 0.004], 50) == 2
    assert percentile_ms([0.003, 0.001, 0.002, 0.004], 99) == 4


def bench(*figures: Figure, missing: str = "") -> object:
    def measure(kit: Kit) -> Iterator[Figure]:
        yield from figures
        if missing:
            raise MissingError(missing)

    return measure


MET, MISSED = Figure("met", 1, "ms", 1, "raw", 1.5), Figure("missed", 2, "ms", 1, "raw", 1.5)
GROSS = Figure("gross", 5, "ms", 1, "raw", 1.5)


@pytest.mark.parametrize(
    ("measures", "exit_code"),
    [
        (bench(MET, MISSED), command.FINE),
        (bench(MET, GROSS), command.REGRESSED),
        (bench(MET, missing="data.replica"), command.NOT_MEASURED),
    ],
)
def test_the_command_fails_on_a_gross_regression_and_on_nothing_measured(
    measures: object, exit_code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "BENCHES", {"one": measures})
    assert command.main(["--dir", str(tmp_path), "--json", str(tmp_path / "figures.json")]) == exit_code
    report = json.loads((tmp_path / "figures.json").read_text())
    assert bool(report["not measured"]) == (exit_code == command.NOT_MEASURED)


def test_the_command_names_its_benches(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--list"]) == command.FINE
    alone = ["issue", "queue", "paint", "start", "burst", "labels", "printing", "places", "paging"]
    names = [*alone, "hub", "pokes", "drain", "offline", "wait", "screens", "webhooks", "webhook_paint", "backlog"]
    names += ["forecasts", "nights", "health"]
    assert capsys.readouterr().out.split() == names

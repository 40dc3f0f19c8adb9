"""`sync-agent forecast backtest`: figures for a person and for a program, a sentence for whatever cannot be read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from forecasting import peers
from sync_agent.cli import FAILED, OK, USAGE, main
from tests.forecasting.bakeries import sales


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No library of others is at hand."""
    monkeypatch.setattr(peers, "python", lambda: None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "sales.csv"
    sales(days=110).to_csv(made, index=False)
    return made


@pytest.mark.usefixtures("alone")
def test_a_person_sees_the_figures_and_what_is_missing(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["forecast", "backtest", str(file), "--origins", "2"]) == OK
    said = capsys.readouterr().out
    for word in ("WAPE", "MASE", "RMSSE", "bias", "WQL", "cov80", "seconds", "Bakeline", "SeasonalNaive"):
        assert word in said
    assert "2 series" in said
    assert "need statsforecast, which is not installed" in said


@pytest.mark.usefixtures("alone")
def test_origins_that_the_sales_are_too_short_for_are_not_counted(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["forecast", "backtest", str(file), "--origins", "9"]) == OK
    said = capsys.readouterr().out
    assert "from 4 origins (9 asked for: the sales are too short)" in said


@pytest.mark.usefixtures("alone")
def test_a_program_reads_a_line_for_each_model(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["forecast", "backtest", str(file.parent), "--origins", "1", "--json"]) == OK
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("model") for line in lines[:2]] == ["Bakeline", "SeasonalNaive"]
    assert 0 < lines[0]["WQL"] < lines[1]["WQL"]
    assert "statsforecast" in lines[2]["note"]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        (None, (), "There is no "),
        ("", (), "is empty"),
        ("store,item,date,quantity\na,b,2024-01-01,many\n", (), "line 2: 'many' is no quantity"),
        ("store,item,date,quantity\na,b,2024-01-01,1\n", (), "too short"),
        ("store,item,date,quantity\na,b,2024-01-01,1\n", ("--horizon", "99"), "1 to 28 days"),
        ("store,item,date,quantity\na,b,2024-01-01,1\n", ("--origins", "0"), "origins"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, options: tuple[str, ...], says: str
):
    file = tmp_path / "sales.csv"
    if text is not None:
        file.write_text(text)
    assert main(["forecast", "backtest", str(file), *options]) == USAGE
    said = capsys.readouterr()
    assert says in said.err
    assert "Traceback" not in said.err
    assert not said.out


def test_where_the_libraries_are_missing_it_says_how_they_come(file: Path):
    """As on a terminal, which never has them."""
    without = "import sys; sys.modules['pandas'] = None; from sync_agent.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", without, "forecast", "backtest", str(file)], capture_output=True, text=True
    )
    assert done.returncode == FAILED
    assert "Forecasts need pandas" in done.stderr
    assert "bakeline[forecast]" in done.stderr

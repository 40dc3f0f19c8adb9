"""What the header says of the hub, at every width and in every language: the most important first, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.cells import cell_len

from data.core.clock import HOUR, MINUTE
from data.questions.standing import HubStanding
from kitchen_tui import hub_words, regional
from kitchen_tui.hub_words import words_of
from kitchen_tui.widgets.glyphs import UNICODE
from kitchen_tui.widgets.header import Header
from tests.support.cast import NOW, SYDNEY

FINE = HubStanding("bench-1", False, "hub", 0, None, 0, 0, "", "", None, 0, True, 0, None)
UNREACHABLE = replace(FINE, trouble="unreachable", since=NOW - HOUR, unsent=1_234)
TROUBLES = {
    "unreachable": UNREACHABLE,
    "token": replace(FINE, trouble="token_refused", unsent=12),
    "portal": replace(FINE, trouble="not_a_hub", since=NOW - HOUR, unsent=3),
    "broken": replace(FINE, trouble="broken", unsent=3),
    "revoked": replace(FINE, trouble="revoked", unsent=3),
    "copy": replace(FINE, trouble="node_conflict"),
    "too old": replace(FINE, trouble="hub_too_old", unsent=500),
    "no agent": replace(FINE, running=False, unsent=3),
    "clock": replace(FINE, offset_ms=-5 * MINUTE),
    "unheard of": replace(FINE, trouble="moon", says="The moon"),
    "news": replace(FINE, swap_rows=9, swap_since=NOW),
    "seen again": replace(FINE, seen_again=True),
}


@pytest.fixture(params=["en_AU", "de_AT"])
def country(request: pytest.FixtureRequest) -> Iterator[str]:
    regional.settle(request.param)
    yield request.param
    regional.settle("en_AU")


def header(at: HubStanding | None, width: int, *, busy: bool = True, age_ms: int = 12_000) -> str:
    """Of a bench with a lot to tell besides."""
    top = Header(UNICODE)
    top.stage = top.station = "Decorating"
    top.store, top.person, top.date, top.time = "Banno's", "Annemarie", "Fri 27 Nov", "10:00"
    if busy:
        top.late, top.soon, top.held, top.attentions = 3, 12, 2, 4
    top.hub = None if at is None else words_of(at, NOW, age_ms, SYDNEY, "·")
    (row,) = top.rows(width, 1)
    return "".join(piece.text for piece in row)


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("width", [55, 80, 110, 157])
def test_trouble_is_told_on_every_screen_and_takes_one_line(country: str, trouble: str, width: int) -> None:
    forms = words_of(TROUBLES[trouble], NOW, 0, SYDNEY, "·").forms
    text = header(TROUBLES[trouble], width)

    assert any(form in text for form in forms), text
    assert cell_len(text) <= width
    assert ("LATE" if country == "en_AU" else "ZU SPÄT") in text


@pytest.mark.parametrize("width", [55, 110])
def test_without_a_hub_it_is_as_it_was(width: int) -> None:
    assert "HUB" not in header(None, width)


@pytest.mark.parametrize(
    ("ms", "told"), [(0, "HUB 0 s"), (59_999, "HUB 59 s"), (60_000, "HUB 1 min"), (3 * HOUR, "HUB 3 h 00")]
)
def test_the_age_of_the_data_in_a_few_cells(ms: int, told: str) -> None:
    assert told in header(FINE, 80, busy=False, age_ms=ms)


def test_what_is_unsent_stands_beside_it() -> None:
    assert "HUB 12 s · 3 unsent" in header(replace(FINE, unsent=3), 110)


def test_the_longest_words_that_there_is_room_for() -> None:
    assert "HUB UNREACHABLE since 09:00 · 1,234 unsent" in header(UNREACHABLE, 157)
    assert "NO HUB · 1,234 unsent" in header(UNREACHABLE, 80)
    assert "NO HUB" in header(UNREACHABLE, 55)


def test_what_needs_a_hand_is_a_sentence_as_well_and_what_ends_by_itself_is_none() -> None:
    sentences = {name: words_of(at, NOW, 0, SYDNEY, "·").trouble for name, at in TROUBLES.items()}

    assert {name for name, says in sentences.items() if not says} == {"unreachable", "portal", "news", "seen again"}
    assert sentences["clock"] == "This clock is 5 min fast: set it right"


def test_the_codes_are_the_agents() -> None:
    from sync_agent.link import trouble

    codes = {value for value in vars(trouble).values() if isinstance(value, str)}
    assert {*hub_words._WAITING, *hub_words._FOR_A_HAND} <= codes

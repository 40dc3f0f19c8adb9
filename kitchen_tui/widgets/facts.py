"""What there is to know about a ticket beyond its name, most important first, fitted into the room there is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.cells import fit, wrap
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.questions.queue import QueueLine
    from kitchen_tui.widgets.glyphs import Glyphs

LABEL_CELLS = 10
_METHODS = (N_("pickup"), N_("delivery"))


class Fact(NamedTuple):
    """A label (translated when drawn), the text behind it, the style of that text, and what a click on it does."""

    label: str
    text: str
    style: str = "text"
    does: str = ""


def facts_of(line: QueueLine, glyphs: Glyphs) -> list[Fact]:
    """Allergens first: they are the last thing that may be missed."""
    dot = f" {glyphs.dot} "
    kept = dot.join(f"{name}: {value}" for name, value in json.loads(line.kept))
    extras = dot.join(f"{quantity} {glyphs.times} {title}" for title, quantity in json.loads(line.accessories))
    who = dot.join(filter(None, (line.assignee_name, line.assignee_note)))
    found = [
        Fact(N_("ALLERGENS"), line.allergens or "", "allergen"),
        Fact(N_("WRITING"), line.writing or "", "strong"),
        Fact(N_("NOTES"), line.notes or ""),
        Fact(N_("WITH"), extras),
        Fact(N_("ASKED FOR"), kept),
        Fact(N_("STANDS AT"), line.storage or ""),
        Fact(N_("BY"), who),
        Fact(N_("FOR"), dot.join(filter(None, (line.customer, method_text(line)))), "quiet"),
    ]
    return [fact for fact in found if fact.text.strip()]


def method_text(line: QueueLine) -> str:
    """How it leaves; in the shop's own words when it is neither of ours."""
    return _(line.method) if line.method in _METHODS else line.method or ""


def fitted(facts: Sequence[Fact], width: int, height: int, gap: int = 0) -> tuple[list[Row], bool]:
    """Rows of these facts, and whether that was all: each gets a line, then what is left goes to the first ones.

    `gap` blank lines stand between facts when everything fits with them.
    """
    cells = max(width - LABEL_CELLS - 1, 4)
    wrapped = [wrap(fact.text, cells, height) for fact in facts]
    given = _shared([len(lines) for lines, _ in wrapped], height)
    whole = all(all_of_it for _, all_of_it in wrapped) and given == [len(lines) for lines, _ in wrapped]
    rows: list[Row] = []
    spare = height - sum(given)
    for fact, lines in zip(facts, given, strict=True):
        if gap and whole and rows and spare >= gap * len(facts):
            rows += [[]] * gap
        texts = wrap(fact.text, cells, lines)[0] if lines else []
        for number, text in enumerate(texts):
            label = _(fact.label) if number == 0 else ""
            style = "allergen" if fact.style == "allergen" else "label"
            rows.append([Piece(f"{fit(label, LABEL_CELLS)} ", style), Piece(text, fact.style, fact.does)])
    return rows, whole


def _shared(wanted: Sequence[int], height: int) -> list[int]:
    """How many of `height` lines each gets."""
    given = [1 if n < height else 0 for n in range(len(wanted))]
    left = height - sum(given)
    for n, lines in enumerate(wanted):
        more = min(left, lines - given[n]) if given[n] else 0
        given[n] += more
        left -= more
    return given

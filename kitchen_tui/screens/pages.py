"""The pages that an overlay can show."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kitchen_tui.cells import fit, shown, whole
from kitchen_tui.deeds import DEEDS, OF_PLACES, Deed
from kitchen_tui.regional import day
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.all_day import all_day_rows
from kitchen_tui.widgets.due import Clock, window_text
from kitchen_tui.widgets.facts import LABEL_CELLS, method_text
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.overlay import Page
from kitchen_tui.widgets.queue import marks_of, number_of, priority_text

if TYPE_CHECKING:
    from data.questions.queue import QueueLine
    from kitchen_tui.board import Kind
    from kitchen_tui.widgets.glyphs import Glyphs

_EVERYTHING = 10_000
_EVERYWHERE = (
    "filling",
    "covering",
    "decorating",
    "packing",
    "undo",
    "sign_out",
    "palette",
    "jump",
    "back",
    "help",
    "quit",
)
"""What works at a place as it does at a station."""
_HELP = (
    N_("Scan a ticket: its work at this station is done. Scan it again at Packing when it is packed."),
    N_("A badge signs in, or takes over. Without a badge: type your number, Enter, your PIN, Enter."),
    N_("Codes can be typed too: 20002-A and Enter."),
)


def ticket_page(line: QueueLine, glyphs: Glyphs, clock: Clock | None, verdict: str = "") -> Page:
    """All of a ticket, nothing cut; its own line breaks are kept."""
    today = clock.today() if clock else ""
    window = line.due_window or window_text(line)
    countdown = clock.countdown((line.due_date, line.window_from)) if clock else ""
    when = f"{day(line.due_date, today)} {window} {countdown}"
    parts = [
        (N_("TICKET"), f"{number_of(line)}   {line.human_id}   {line.code}   {' '.join(map(_, marks_of(line)))}"),
        (N_("ANSWER"), verdict),
        (N_("PRODUCT"), line.product),
        (N_("SIZE"), line.size),
        (N_("FLAVOUR"), line.flavour),
        (N_("QUANTITY"), str(line.quantity) if line.quantity != 1 else None),
        (N_("DUE"), when),
        (N_("PRIORITY"), priority_text(line)),
        (N_("ALLERGENS"), line.allergens),
        (N_("WRITING"), line.writing),
        (N_("NOTES"), line.notes),
        *((N_("WITH"), f"{quantity} {glyphs.times} {title}") for title, quantity in json.loads(line.accessories)),
        *((N_("ASKED FOR"), f"{name}: {value}") for name, value in json.loads(line.kept)),
        (N_("STANDS AT"), line.storage),
        (N_("BY"), " ".join(filter(None, (line.assignee_name, line.assignee_note)))),
        (N_("FOR"), " ".join(filter(None, (line.customer, method_text(line))))),
        (N_("STAGE"), _(line.stage)),
    ]

    def page(width: int) -> list[Row]:
        rows: list[Row] = []
        for label, text in parts:
            if not text or not text.strip():
                continue
            style = {"ALLERGENS": "allergen", "WRITING": "strong", "PRODUCT": "strong"}.get(label, "text")
            for number, line_of_it in enumerate(whole(text, width - LABEL_CELLS - 1)):
                rows.append(
                    [Piece(f"{fit(_(label) if not number else '', LABEL_CELLS)} ", "label"), Piece(line_of_it, style)]
                )
        return rows

    return page


def all_day_page(counts: Mapping[Kind, int], glyphs: Glyphs) -> Page:
    """Every product, size and flavour that is still to be made."""
    return lambda width: all_day_rows(counts, width, _EVERYTHING, glyphs)


def reasons_page(reasons: Sequence[str], glyphs: Glyphs) -> Page:
    """Why a cake goes back, each with the key that says it."""

    def page(width: int) -> list[Row]:
        rows: list[Row] = []
        for number, reason in enumerate(reasons, 1):
            texts = whole(reason, width - 6)
            rows += [
                [Piece(f" {number if not n else ' '}   ", "number"), Piece(text, "strong", f"because:{number}")]
                for n, text in enumerate(texts)
            ]
            rows.append([])
        return [*rows, [Piece(f"{_('Press its number')} {glyphs.dot} {_('Esc: it stays here')}", "quiet")]]

    return page


def label_page(drawn: Sequence[str], print_key: str) -> Page:
    """A label as it will come out of the printer."""
    rows: list[Row] = [_inked(shown(line)) for line in drawn]
    return lambda width: [*rows, [], [Piece(f"{print_key}: {_('print it')}", "quiet")]]


def _inked(line: str) -> Row:
    """What the drawing marks as white on black is marked here, too."""
    edge, middle, end = line[:2], line[2:-2], line[-2:]
    if not middle.startswith("## "):
        return [Piece(line)]
    return [Piece(edge), Piece(f" {middle[3:].removesuffix('##')} ".ljust(len(middle)), "mark"), Piece(end)]


def place_help(deeds: Sequence[Deed]) -> Page:
    """What can be done at a place, then what can be done everywhere."""
    taken = OF_PLACES.union(*(deed.keys for deed in deeds))
    ours = [deed.beside(taken) for deed in DEEDS if deed.name in _EVERYWHERE]
    return lambda width: [*_keys_told(deeds, width), *([[]] if deeds else []), *_keys_told(ours, width)]


def help_page(width: int) -> list[Row]:
    """How to work here, and every key."""
    rows: list[Row] = [[Piece(text)] for sentence in _HELP for text in whole(_(sentence), width)]
    return [*rows, [], *_keys_told(DEEDS, width)]


def _keys_told(deeds: Sequence[Deed], width: int) -> list[Row]:
    rows: list[Row] = []
    for deed in deeds:
        for number, text in enumerate(whole(_(deed.help), max(width - 10, 10))):
            rows.append([Piece(f"{fit(deed.key if not number else '', 9)} ", "key"), Piece(shown(text))])
    return rows

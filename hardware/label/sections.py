"""What a label says, part by part: in which words, how large, and what is the last to give up its room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hardware.label.description import PACKING, LabelText
from hardware.label.spelling import Spelling

HUGE, LARGE, MIDDLE, PLAIN, SMALL = range(5)
_ALL = 1_000


class Section(NamedTuple):
    """`texts` each begin a line. Where room is short, rank 0 comes first, with up to `first` lines."""

    name: str
    texts: list[str]
    size: int
    rank: int
    inverse: bool = False
    first: int = 1


def sections_of(label: LabelText, spelling: Spelling) -> list[Section]:
    """The parts that have something to say, top to bottom, spelt for one printer."""
    tick = "[ ] " if label.kind == PACKING else ""
    return [
        *_which(label, spelling),
        *_what(label, spelling, tick),
        *_for_whom(label, spelling),
        *_besides(label, spelling, tick),
    ]


def _which(label: LabelText, spelling: Spelling) -> Iterator[Section]:
    if label.reprint or label.test:
        yield Section("REPRINT", [flags_of(label)], MIDDLE, 0, inverse=True, first=_ALL)
    yield Section("ID", [spelling.line(label.human_id) or label.code], HUGE, 2, first=_ALL)


def _what(label: LabelText, spelling: Spelling, tick: str) -> Iterator[Section]:
    line = spelling.line
    if label.product or label.quantity != 1:
        times = f"{label.quantity} x " if label.quantity != 1 else ""
        yield Section("PRODUCT", [times + line(label.product)], LARGE, 3, first=2)
    if label.size or label.flavour:
        yield Section("SIZE", [_joined(", ", line(label.size), line(label.flavour))], MIDDLE, 6)
    if label.writing:
        yield Section("WRITING", [f'{tick}"{line(label.writing)}"'], LARGE, 4, first=2)
    if label.accessories:
        spelt = [line(text) for text in label.accessories]
        yield Section("WITH", [tick + text for text in spelt] if tick else ["+ " + ", ".join(spelt)], PLAIN, 7)
    if label.allergens:
        yield Section("ALLERGENS", [f"{tick}ALLERGENS: {line(label.allergens)}"], MIDDLE, 1, inverse=True, first=_ALL)


def _for_whom(label: LabelText, spelling: Spelling) -> Iterator[Section]:
    line = spelling.line
    due = _joined(" ", line(label.due), line(label.window), line(label.method))
    if due:
        yield Section("DUE", [f"DUE {due}"], MIDDLE, 5)
    who = _joined(" - ", line(label.customer), line(label.store))
    if who:
        yield Section("CUSTOMER", [who], PLAIN, 9)


def _besides(label: LabelText, spelling: Spelling, tick: str) -> Iterator[Section]:
    if label.notes:
        yield Section("NOTES", [f"{tick}NOTES: {spelling.line(label.notes)}"], SMALL, 8)
    if label.kept:
        yield Section("ASKED FOR", [spelling.line(text) for text in label.kept], SMALL, 10)


def compact(sections: list[Section]) -> list[Section]:
    """The same in fewer lines: each section one text, size beside product, customer beside due."""
    left = {s.name: s._replace(texts=["  ".join(s.texts)]) for s in sections}
    for name, other in (("PRODUCT", "SIZE"), ("DUE", "CUSTOMER")):
        if name in left and other in left:
            joined = f"{left[name].texts[0]}, {left.pop(other).texts[0]}"
            left[name] = left[name]._replace(texts=[joined])
    return list(left.values())


def flags_of(label: LabelText) -> str:
    """TEST and REPRINT n, as far as they hold."""
    return _joined("  ", "TEST" if label.test else "", f"REPRINT {label.reprint}" if label.reprint else "")


def _joined(between: str, *texts: str) -> str:
    return between.join(filter(None, texts))

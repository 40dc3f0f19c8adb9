"""What a label says, part by part: in which words, how large, and what is the last to give up its room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hardware.label.description import PACKING, LabelText
from hardware.label.spelling import LONGEST, Spelling

ID = "ID"
ALLERGENS_RANK = 1
HUGE, LARGE, MIDDLE, PLAIN, SMALL = range(5)
_ALL = 1_000


class Section(NamedTuple):
    """`texts` each begin a line. Where room is short, rank 0 comes first, with up to `first` lines.

    `whole` is False when a text was too long for any label.
    """

    name: str
    texts: list[str]
    size: int
    rank: int
    inverse: bool = False
    first: int = 1
    whole: bool = True


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
    yield Section(ID, [spelling.line(label.human_id) or label.code], HUGE, 2, first=_ALL)


def _what(label: LabelText, spelling: Spelling, tick: str) -> Iterator[Section]:
    line = spelling.line
    if label.product or label.quantity != 1:
        times = f"{label.quantity} x " if label.quantity != 1 else ""
        yield Section("PRODUCT", [times + line(label.product)], LARGE, 3, first=2, whole=_whole(label.product))
    if label.size or label.flavour:
        said = _joined(", ", line(label.size), line(label.flavour))
        yield Section("SIZE", [said], MIDDLE, 6, whole=_whole(label.size, label.flavour))
    if label.writing:
        yield Section("WRITING", [f'{tick}"{line(label.writing)}"'], LARGE, 4, first=2, whole=_whole(label.writing))
    if label.accessories:
        spelt = [line(text) for text in label.accessories]
        texts = [tick + text for text in spelt] if tick else ["+ " + ", ".join(spelt)]
        yield Section("WITH", texts, PLAIN, 7, whole=_whole(*label.accessories))
    if label.allergens:
        said, whole = f"{tick}ALLERGENS: {line(label.allergens)}", _whole(label.allergens)
        yield Section("ALLERGENS", [said], MIDDLE, ALLERGENS_RANK, inverse=True, first=_ALL, whole=whole)


def _for_whom(label: LabelText, spelling: Spelling) -> Iterator[Section]:
    line = spelling.line
    due = _joined(" ", line(label.due), line(label.window), line(label.method))
    if due:
        yield Section("DUE", [f"DUE {due}"], MIDDLE, 5, whole=_whole(label.due, label.window, label.method))
    who = _joined(" - ", line(label.customer), line(label.store))
    if who:
        yield Section("CUSTOMER", [who], PLAIN, 9, whole=_whole(label.customer, label.store))


def _besides(label: LabelText, spelling: Spelling, tick: str) -> Iterator[Section]:
    if label.notes:
        said = f"{tick}NOTES: {spelling.line(label.notes)}"
        yield Section("NOTES", [said], SMALL, 8, whole=_whole(label.notes))
    if label.kept:
        yield Section("ASKED FOR", [spelling.line(text) for text in label.kept], SMALL, 10, whole=_whole(*label.kept))


def compact(sections: list[Section]) -> list[Section]:
    """The same in fewer lines: each section one text, size beside product, customer beside due."""
    left = {s.name: s._replace(texts=["  ".join(s.texts)]) for s in sections}
    for name, other in (("PRODUCT", "SIZE"), ("DUE", "CUSTOMER")):
        if name in left and other in left:
            first, second = left[name], left.pop(other)
            joined = f"{first.texts[0]}, {second.texts[0]}"
            left[name] = first._replace(texts=[joined], whole=first.whole and second.whole)
    return list(left.values())


def flags_of(label: LabelText) -> str:
    """TEST and REPRINT n, as far as they hold."""
    return _joined("  ", "TEST" if label.test else "", f"REPRINT {label.reprint}" if label.reprint else "")


def _whole(*texts: str) -> bool:
    return max(map(len, texts)) <= LONGEST


def _joined(between: str, *texts: str) -> str:
    return between.join(filter(None, texts))

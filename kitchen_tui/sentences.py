"""Sentences that rules said in English, in another language: each is matched with the template that it was made by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kitchen_tui import regional

_VALUE = re.compile(r"\{(\w+)\}")
_STAGES = "Filling|Covering|Decorating|Packing|Complete"
_DAY = r"\d{4}-\d\d-\d\d"
_CLOCK = r"(?:[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} )?\d\d:\d\d"
_ONLY = {
    "stage": f"(?:{_STAGES}|{_STAGES.upper()})",
    "code": r"\S+",
    "human_id": r"\S+",
    "clock": _CLOCK,
    "due": _DAY,
    "due_date": _DAY,
    "why": r"[^(]*[^( ]",
    "shown_word": r"(?:due date|pickup or delivery|\w+)",
}
"""What such a value looks like; any other may be anything."""

SAYS = frozenset(
    (
        "says",
        "text",
        "trouble",
        "also",
        "where",
        "known",
        "without",
        "words",
        "seen",
        "wait",
        "pace",
        "harm",
        "who",
        "when",
    )
)
"""Values that are sentences themselves."""
WORDS = frozenset(
    (
        "stage",
        "station",
        "status",
        "state",
        "role",
        "doing",
        "kind",
        "shown_word",
        "priorities",
        "headlines_word",
    )
)
"""Values that are words of the program; every other value is somebody's own text, and is left as it is."""
AMOUNTS = frozenset(("on_hand", "available", "quantity"))
"""Values that are numbers of something: their thousands are told apart as the country does."""
LISTS = frozenset(("reasons", "changes", "why"))
"""Values that are several of these."""
_ABSENT = frozenset(
    (
        ("was", "none"),
        ("staff_name", "someone"),
        ("person", "her"),
        ("name", "nobody"),
        ("reason", "cancelled in the shop"),
        ("reason", "taken off the order"),
        ("place", "no place"),
    )
)
"""Words that stand where a value is missing."""
_DEEPEST, _LONGEST = 4, 3
_STAGE = re.compile(_STAGES)
_STOP = re.compile(r"(?<=\.) ")


class Template(NamedTuple):
    """`pieces` are its literal parts: a sentence without one of them was not made by it."""

    english: str
    other: str
    pieces: tuple[str, ...]


class Sentences:
    """All templates of one language."""

    def __init__(self, said: Mapping[str, str], word: Callable[[str], str]) -> None:
        """By their English; `word` translates what stands on screens, too."""
        self._plain = word
        self._whole = {english: other for english, other in said.items() if "{" not in english}
        made = [Template(english, other, _pieces(english)) for english, other in said.items() if "{" in english]
        # The most literal first: "{code} to {stage}" is not to swallow what a longer one says more exactly.
        self._templates = sorted(made, key=_exactness)

    def of(self, said: str, depth: int = 0) -> str:
        """A sentence in this language; as it is when no template made it."""
        known = self._whole.get(said)
        if known is not None or depth > _DEEPEST:
            return known or said
        for template, values in self._made_by(said):
            told = {name: self._value(name.rstrip("_0123456789"), text, depth) for name, text in values.items()}
            if values.get("shown_word") == "due date":
                told |= {name: regional.retold(text) for name, text in told.items()}
            return template.other.format(**told)
        return self._one_by_one(said, depth) if ". " in said else said

    def _one_by_one(self, said: str, depth: int) -> str:
        """Several sentences behind each other; each may have a stop of its own within."""
        parts, told, at = _STOP.split(said), [], 0
        while at < len(parts):
            taken = min(_LONGEST, len(parts) - at) if at else min(_LONGEST, len(parts) - 1)
            for many in range(taken, 0, -1):
                text = " ".join(parts[at : at + many])
                other = self.of(text, depth + 1)
                if other == text and text.endswith("."):
                    other = f"{self.of(text[:-1], depth + 1)}."
                if other != text or many == 1:
                    told.append(other)
                    at += many
                    break
        return " ".join(told)

    def _made_by(self, said: str) -> Iterator[tuple[Template, dict[str, str]]]:
        for template in self._templates:
            if all(piece in said for piece in template.pieces):
                match = _pattern(template.english).fullmatch(said)
                if match is not None:
                    yield template, match.groupdict()

    def _value(self, name: str, text: str, depth: int) -> str:
        if name in ("clock", "due", "due_date"):
            # A sentence about a day that is wrong may be about its year.
            return regional.retold(text, with_year=name != "clock")
        if name in AMOUNTS and text.removeprefix("-").isdecimal():
            return regional.number(int(text))
        if name == "short":
            return self._whole.get(text, text)
        if name == "names" and all(_STAGE.fullmatch(part) for part in text.split(", ")):
            return self._list(text, depth)
        if (name, text) in _ABSENT:
            return self._word(text)
        if name in SAYS:
            return self.of(text, depth + 1)
        if name in LISTS:
            return self._list(text, depth)
        return self._word(text) if name in WORDS else text

    def _list(self, text: str, depth: int) -> str:
        between = "; " if "; " in text else ", "
        return between.join(self._part(part, depth) for part in text.split(between))

    def _part(self, text: str, depth: int) -> str:
        told = self.of(text, depth + 1)
        return self._word(text) if told == text else told

    def _word(self, text: str) -> str:
        """A stage may stand in capitals, a kind in small letters."""
        known = self._whole.get(text) or self._plain(text)
        capital = text.capitalize()
        if known != text or capital == text:
            return known
        found = self._whole.get(capital) or self._plain(capital)
        return text if found == capital else found.upper() if text.isupper() else found


def _exactness(one: Template) -> tuple[int, int]:
    """Long literals first, then values of which it is known what they look like."""
    known = sum(name in _ONLY for name in _VALUE.findall(one.english))
    return -sum(map(len, one.pieces)), -known


def _pieces(english: str) -> tuple[str, ...]:
    return tuple(piece for piece in _VALUE.split(english)[::2] if piece)


@lru_cache(maxsize=1024)
def _pattern(english: str) -> re.Pattern[str]:
    """A value ends where the text behind it first stands, and that is never tried again: what a stranger wrote into a
    sentence cannot make the search long."""
    parts = _VALUE.split(english)
    made = re.escape(parts[0])
    for name, behind in zip(parts[1::2], parts[2::2], strict=True):
        only = _ONLY.get(name.rstrip("_0123456789"))
        last = behind == parts[-1] and name == parts[-2]
        if only is not None:
            made += f"(?P<{name}>{only})"
        elif last or not behind:
            made += f"(?P<{name}>.*)"
        else:
            made += f"(?P<{name}>(?>.*?(?={re.escape(behind)})))"
        made += re.escape(behind)
    return re.compile(made, re.DOTALL)

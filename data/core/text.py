"""The one sanitiser: text from outside becomes text that can be shown, searched and printed, and does nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

TEXT_LIMIT: Final = 10_000
"""The longest text that is kept, in characters; what is cut is counted where it was."""

LOST: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for a code point that is no character here: C1 controls, lone surrogates, private use."""
HIDDEN: Final = "\N{DOTTED CIRCLE}"
"""Stands for a character without a shape of its own, and carries a mark that has nothing to stand on."""
TURNED: Final = "\N{RIGHTWARDS ARROW OVER LEFTWARDS ARROW}"
"""Stands for an order to turn the direction of the text around."""
CUT: Final = "\N{HORIZONTAL ELLIPSIS}"
NEW_LINE: Final = " \N{RETURN SYMBOL} "

# Tibetan stacks, the highest of living scripts, need six; more only serve to cover the lines around them.
_MARKS_ON_ONE: Final = 6
# Enough for every text to keep its six; more would be sorted by NFC in quadratic time.
_MARKS_TO_SORT: Final = 32

_REPLACED: Final[dict[int, int | str]] = {
    **{code: 0x2400 + code for code in range(0x20)},
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys(range(0x80, 0xA0), LOST),
    **dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), TURNED),
    **dict.fromkeys((0x0A, 0x2028, 0x2029), "\n"),
    0x09: " ",
}

_EMOJI: Final = (
    r"(?:[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff"
    r"\u3030\u303d\u3297\u3299\U0001f000-\U0001faff][\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?)"
)
_IDEOGRAPHS: Final = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd"
# Letters only, no marks: a joiner before each of a thousand marks would hide them from the cap below.
_JOINED_LETTERS: Final = r"\u0620-\u064a\u066e\u066f\u0671-\u06d3\u0d85-\u0dc6" + "".join(
    rf"\u{block + 0x05:04x}-\u{block + 0x39:04x}" for block in range(0x0900, 0x0D80, 0x80)
)
# Where a character without a shape is part of what was written: families, keycaps, the flag of Wales, the variant of
# an ideograph in a name, the joiners of Persian and of Indic scripts. Four people make the longest family there is.
_WELL_USED: Final = "|".join(
    (
        r"\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f",
        rf"{_EMOJI}(?:\u200d{_EMOJI}){{0,3}}",
        r"[0-9#*]\ufe0f\u20e3",
        rf"[{_IDEOGRAPHS}][\ufe00-\ufe0f\U000e0100-\U000e01ef]",
        rf"(?<=[\u0600-\u08ff\u0900-\u0dff])[\u200c\u200d](?=[{_JOINED_LETTERS}])",
    )
)
# Unicode's Default_Ignorable_Code_Point, interlinear annotation, and the layout of hieroglyphs.
_IGNORABLE: Final = (
    r"\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_NO_CHARACTER: Final = r"\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff" + "".join(
    rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(16)
)


@cache
def _special() -> re.Pattern[str]:
    """Made with the first text that is more than ASCII: it takes milliseconds, which the first paint has not."""
    return re.compile(rf"(?P<kept>{_WELL_USED})|(?P<hidden>[{_IGNORABLE}])|[{_NO_CHARACTER}]")


@dataclass(frozen=True, slots=True)
class UserText:
    """Text from outside that is safe to show: whatever it is made of is cleaned, so no unclean one can exist.

    It is not a `str` on purpose: a widget that takes markup does not take it.
    """

    value: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", clean(self.value))

    def __str__(self) -> str:
        return self.value

    def one_line(self) -> str:
        """The text for a place one line high."""
        return one_line(self.value)


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` with everything dangerous made visible, at most `limit` characters; cleaning twice changes nothing.

    It is NFC and has no control character but the line feed. Nothing disappears silently: see LOST, HIDDEN, TURNED,
    and the control pictures; what exceeds `limit` is counted in a closing `…(+N)`. Never raises.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    # Most of a text can be marks that are capped below; still, a hostile one must not cost without bound.
    beyond = max(len(text) - 8 * limit, 0)
    text = text[: len(text) - beyond].replace("\r\n", "\n").replace("\r", "\n").translate(_REPLACED)
    if not text.isascii():
        composed = unicodedata.normalize("NFC", _cap_marks(text, _MARKS_TO_SORT, ""))
        text = _special().sub(_made_visible, _cap_marks(composed, _MARKS_ON_ONE, CUT))
    return text if len(text) <= limit and not beyond else _cut(text, beyond, limit)


def one_line(text: str) -> str:
    """`text` cleaned and on one line, its line feeds visible."""
    return clean(clean(text).replace("\n", NEW_LINE))


def _made_visible(found: re.Match[str]) -> str:
    return found["kept"] or (HIDDEN if found["hidden"] else LOST)


def _cap_marks(text: str, most: int, note: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        if not _is_mark(character):
            marks = 0
            kept.append(character)
            continue
        marks += 1
        if marks == 1 and (not kept or kept[-1] == "\n"):
            # It would stand on the last cell of whatever the screen shows before this text.
            kept.append(HIDDEN)
        if marks <= most:
            kept.append(character)
        elif marks == most + 1:
            kept.append(note)
    return "".join(kept)


def _is_mark(character: str) -> bool:
    if character < "\u0300":
        return False
    return unicodedata.combining(character) > 0 or unicodedata.category(character) in ("Mn", "Me")


def _cut(text: str, beyond: int, limit: int) -> str:
    room = max(limit - len(f"{CUT}(+{len(text) + beyond})"), 0)
    head = text[:room]
    note = f"{CUT}(+{len(text) - len(head) + beyond})" if room else CUT[:limit]
    # The cut can fall into an emoji's sequence, which leaves a joiner that joins nothing.
    return _special().sub(_made_visible, head) + note

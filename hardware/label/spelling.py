"""Any text in the characters that a printer has: transliterated or marked, never dropped, never a command."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 2_000
"""Characters of one text that can come on a label; what is longer is cut with a mark."""
UNKNOWN = "[?]"
"""Stands for a run of characters that this printer cannot give and nobody can spell for it."""
UTF8 = "UTF-8"

PAGES: dict[str, tuple[str, ...]] = {
    # The scalable font of label printers has the letters of Europe's Latin scripts; more is not on every printer.
    UTF8: ("cp1252", "cp1250"),
    **{f"CP{n}": (f"cp{n}",) for n in (437, 850, 852, 858, 860, 863, 865, 866, 1250, 1251, 1252, 1253, 1254, 1257)},
    **{f"ISO_8859-{n}": (f"iso8859_{n}",) for n in (2, 7, 15)},
}
"""Code pages by the name that python-escpos has for them, and the codecs that hold their characters."""

_SPELT = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\n\r\u2028\u2029\x0b\x0c", " / "),
        **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", ""),
        **dict.fromkeys("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff", ""),
        "↵": " / ", "\t": " ", "…": "...", "⁄": "/", "•": "*", "·": "-", "×": "x", "÷": ":", "‹": "<", "›": ">",
        "€": "EUR", "£": "GBP", "¥": "JPY", "©": "(c)", "®": "(R)", "°": " deg", "№": "No",
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "ng",
        "¡": "!", "¿": "?",
    }
)  # fmt: skip
_CYRILLIC = (
    "а a б b в v г g д d е e з z и i й j к k л l м m н n о o п p р r с s т t у u ф f ы y э e і i ї i є e ґ g ў u "
    "ж zh х kh ц ts ч ch ш sh щ shch ю yu я ya ъ ' ь ' ё yo"
)
_GREEK = "α a β v γ g δ d ε e ζ z η i ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f ω o θ th χ ch ψ ps"
_PAIRS = f"{_CYRILLIC} {_GREEK}".split(" ")
_LETTERS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_NOTHING_TO_SAY = frozenset("\u25cc\u21c4\ufffc\ufffd")
"""How this house marks what was no character already."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """What one printer can spell; `cut` is the mark where a text was shortened."""

    known: frozenset[str]
    cut: str

    def line(self, text: str) -> str:
        """`text` on one line, in characters of this printer only."""
        if text.isascii() and text.isprintable() and len(text) <= LONGEST:
            return text
        return _spelt(text, self)


@lru_cache(maxsize=32)
def spelling_of(page: str) -> Spelling:
    """The spelling of a code page of PAGES."""
    high = (bytes([n]).decode(codec, "ignore") for codec in PAGES[page] for n in range(0x80, 0x100))
    known = {c for c in high if c.isprintable() and not c.isspace()} | {chr(n) for n in range(0x20, 0x7F)}
    return Spelling(frozenset(known), "…" if "…" in known else ">>")


@lru_cache(maxsize=1024)
def _spelt(text: str, spelling: Spelling) -> str:
    head = unicodedata.normalize("NFC", text[:LONGEST].replace("\r\n", "\n"))
    pieces: list[str] = []
    for character in head:
        piece = _piece(character, spelling)
        if piece != UNKNOWN or not pieces or pieces[-1] != UNKNOWN:
            pieces.append(piece)
    said = re.sub(r" {2,}", " ", "".join(pieces)).strip()
    # Marks with nothing to stand on are spelt as nothing each; the whole must not be.
    if not said and text.strip():
        said = UNKNOWN
    return said if len(text) <= LONGEST else said + spelling.cut


@lru_cache(maxsize=8192)
def _piece(character: str, spelling: Spelling) -> str:
    if character in spelling.known:
        return character
    said = _transliterated(character)
    return said if all(c in spelling.known for c in said) else UNKNOWN


def _transliterated(character: str) -> str:
    said = character.translate(_SPELT)
    if said != character:
        return said
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me"):
        return ""
    if kind == "So" and character not in _NOTHING_TO_SAY and not "\u2400" <= character <= "\u2426":
        return f"[{unicodedata.name(character, '?').lower()}]"
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return "".join(_letter(c) for c in bare.translate(_SPELT)) or UNKNOWN


def _letter(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    small = _LETTERS.get(character.lower())
    return character if small is None else small.capitalize()

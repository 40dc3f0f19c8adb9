"""What may be most of a badge or of a signed command, however it was misread or garbled on its way."""

from __future__ import annotations

import re

from hardware.scan import crockford

# What scanners may put before a code to name its symbology: ]C0, ]C1, ]Q3 ...
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_PIECE_OF_SECRET = re.compile(r"(?:ID|DO)[A-Z0-9]*", re.IGNORECASE)
# A ticket of any store, known here or not. No keyboard layout makes such a thing of a badge or a command.
_LIKE_A_TICKET = re.compile(
    r"(?:#?[A-Z]?|[A-Z0-9]+(?:-[A-Z0-9]+)*-)P?[0-9]{1,20}(?:-?[A-J]|-[0-9]{2,4})?", re.IGNORECASE
)
# Scanned into a line that was not empty: nothing parts it from what stood there.
_BADGE_WITHIN = re.compile(r"(?=ID([0-9A-Z]{12}))")
_COMMAND_WITHIN = re.compile(r"DO[A-Z]{2,24}(?=[0-9A-Z]{0,7}[0-9])[0-9A-Z]{8}")

# What begins like a badge or a command is one as long as a badge is; some keyboards make signs of their digits.
_WORD = re.compile(r"(?:ID|DO)[A-Z]{,9}|(?!ID|DO)[^\W\d_]+(?:['\u2019-][^\W\d_]+)*[-'.,]?", re.IGNORECASE)

FEW = 8
"""So many characters of a badge (14 of them) or of a command (12 and more) give neither away."""


def may_be_secret(text: str) -> bool:
    """Whether nobody may read this on a screen or in the journal, unless it turns out to be a code of ours."""
    bare = without_symbology(text.strip()).replace(" ", "")
    return _PIECE_OF_SECRET.fullmatch(bare) is not None or (len(bare) > FEW and not _LIKE_A_TICKET.fullmatch(bare))


def stands_for_secret(text: str) -> bool:
    """Whether a text is a badge or a command and no word of a language: it begins like one and has a digit in it; or
    whether one was scanned into it."""
    bare = without_symbology(text.strip())
    if len(bare) > FEW and _PIECE_OF_SECRET.fullmatch(bare) is not None and not bare.isalpha():
        return True
    within = _BADGE_WITHIN.findall(text.upper())
    return any(crockford.is_checked(crockford.fold(body)) for body in within) or bool(_COMMAND_WITHIN.search(text))


def may_hide_in_words(text: str) -> bool:
    """As `may_be_secret`, where words of a language are typed as well: they may be long, and a
    code is no word of one (unless a keyboard makes letters of its beginning, and it has no digit)."""
    return stands_for_secret(text) or any(may_be_secret(part) for part in text.split() if not _WORD.fullmatch(part))


def without_symbology(text: str) -> str:
    """The text without the name of its symbology."""
    announced = _SYMBOLOGY.match(text)
    return text[announced.end() :].lstrip() if announced else text

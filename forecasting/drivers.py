"""What can move a forecast, by codes that never change, and each in a manager's words."""

BASE, OTHER = "base", "other"
MOST = 8
"""Drivers that are named; the others are summed as `other`."""

_WORDS = {
    BASE: "an average day",
    "weekday": "{about}",
    "level": "last week's level",
    "weeks": "the last weeks' level",
    "learned": "what was learned",
    OTHER: "everything else",
}
CODES = tuple(_WORDS)


def in_words(code: str, about: str = "") -> str:
    """A driver in English, such as `Saturday` for `weekday` about `Saturday`.

    Raises:
        KeyError: there is no such driver.
    """
    return _WORDS[code].format(about=about)

"""Every text that people read on a screen, in their language: the English is the key of the catalogue.

A text is translated when it is drawn, so another language may be chosen at any time. English needs no catalogue at all,
and none is read before the store is open.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kitchen_tui.catalogue import Catalogue
    from kitchen_tui.sentences import Sentences

ENGLISH = "en"
FOLDER = Path(__file__).parent / "languages"
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d|(?:(?<![\w-])|(?<= -))\d{4,} ")
"""A day, or a number with thousands that stands alone: a code does not."""
_A_DAY_OR_TIME = re.compile(rf"{_A_DAY.pattern}|\d\d:\d\d")

_catalogue: Catalogue | None = None
_retold = _A_DAY


def use(language: str, *, own_times: bool = False) -> None:
    """From now on texts are of this language (`de`); of English when there is no catalogue of it, or a broken one.
    `own_times` where people write times otherwise than the rules tell them."""
    global _catalogue, _retold  # noqa: PLW0603 - one terminal, one language
    _retold = _A_DAY_OR_TIME if own_times else _A_DAY
    sentence.cache_clear()
    if language == using():
        return
    try:
        _catalogue = _read(language)
    except (OSError, ValueError):
        _catalogue = None


def _read(language: str) -> Catalogue | None:
    path = FOLDER / f"{language}.po"
    if not language.isalpha() or not path.is_file():
        return None
    from kitchen_tui.catalogue import read_catalogue

    return read_catalogue(path)


def using() -> str:
    """The language of the texts now."""
    return ENGLISH if _catalogue is None else _catalogue.language


def languages() -> dict[str, str]:
    """Every language there is, with its own name for itself."""
    from kitchen_tui.catalogue import own_name

    found = {path.stem: own_name(path) for path in sorted(FOLDER.glob("*.po"))}
    return {ENGLISH: "English", **found}


def N_(text: str) -> str:  # noqa: N802 - the name that extraction tools know
    """Marks a text that is kept in English and translated where it is drawn."""
    return text


def _(text: str) -> str:
    """`text` in the language of this terminal."""
    return text if _catalogue is None else _catalogue.text(text)


def ngettext(one: str, many: str, n: int) -> str:
    """The form for this number."""
    if _catalogue is None:
        return one if n == 1 else many
    return _catalogue.counted(one, many, n)


@lru_cache(maxsize=2048)
def sentence(said: str) -> str:
    """What a rule said or what a notice keeps (always English there), in the language of this terminal."""
    if _catalogue is not None:
        return _catalogue.sentence(said)
    # In English only the days, times and large numbers in it are written anew: most sentences need no template at all.
    return _english().of(said) if _retold.search(said) else said


@lru_cache(maxsize=1)
def _english() -> Sentences:
    """Every template of the rules as it stands, as any catalogue has them."""
    from kitchen_tui.catalogue import templates
    from kitchen_tui.sentences import Sentences

    try:
        said = templates(min(FOLDER.glob("*.po")))
    except (OSError, ValueError):
        said = []
    return Sentences({text: text for text in said}, str)

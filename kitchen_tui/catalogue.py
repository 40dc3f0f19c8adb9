"""A language's texts, read from its `.po` file: plain ones, counted ones, and the sentences that rules say."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from kitchen_tui.sentences import Sentences

SAID = "said"
"""The context of sentences that come from rules and notices: their values stand in {braces}."""

_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+)?"(.*)"\s*$')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t"}
_PLURAL = re.compile(r"plural=([^;]+)")


class Entry(NamedTuple):
    """One text of the file; `forms` has one form, or one for every plural of the language."""

    context: str
    text: str
    many: str
    forms: tuple[str, ...]


class Catalogue:
    """What a text of the program is in this language; what is missing stays English."""

    def __init__(self, language: str, entries: list[Entry]) -> None:
        """Of what stands in the file; its first entry is the header."""
        self.language = language
        plain = [entry for entry in entries if not entry.context]
        header = next((entry.forms[0] for entry in plain if not entry.text), "")
        self._texts = {entry.text: entry.forms[0] for entry in plain if entry.text and entry.forms[0]}
        self._counted = {entry.text: entry.forms for entry in plain if entry.many and all(entry.forms)}
        self._plural = plural_of(header)
        said = {entry.text: entry.forms[0] for entry in entries if entry.context == SAID and entry.forms[0]}
        self._sentences = Sentences(said, self.text)

    def text(self, text: str) -> str:
        """A text in this language."""
        return self._texts.get(text, text)

    def counted(self, one: str, many: str, n: int) -> str:
        """Its form for this number."""
        forms = self._counted.get(one)
        if forms is None:
            return one if n == 1 else many
        return forms[min(self._plural(n), len(forms) - 1)]

    def sentence(self, said: str) -> str:
        """A rule's sentence in this language."""
        return self._sentences.of(said)


def read_catalogue(path: Path) -> Catalogue:
    """The catalogue of a file."""
    return Catalogue(path.stem, list(entries_of(path)))


def templates(path: Path) -> list[str]:
    """The sentences of rules and notices that a catalogue knows, in English."""
    return [entry.text for entry in entries_of(path) if entry.context == SAID]


def entries_of(path: Path) -> Iterator[Entry]:
    """Everything that stands in the file, the header (the entry of the empty text) first; obsolete ones are passed
    over, and fuzzy ones too: nobody has said yet that they are right."""
    found: dict[str, str] = {}
    fuzzy, part = False, ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        if not line.strip():
            if found and not fuzzy:
                yield _entry(found)
            found, fuzzy = {}, False
            continue
        match = _LINE.match(line)
        if match is None:
            raise ValueError(f"{path.name}: {line!r} is no line of a catalogue")
        name, number, text = match.groups()
        part = part if name is None else f"{name}{number or ''}"
        found[part] = found.get(part, "") + _unescaped(text)


def own_name(path: Path) -> str:
    """What a language calls itself, by the header of its file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith('"X-Language-Name:'):
                return line.partition(":")[2].strip().removesuffix('\\n"').strip()
            if not line.strip():
                break
    return path.stem


def plural_of(header: str) -> Callable[[int], int]:
    """Which form a number has, by the header's own rule."""
    found = _PLURAL.search(header)
    rule: Callable[[int], int] = gettext.c2py(found.group(1) if found else "n != 1")
    return rule


def _entry(found: dict[str, str]) -> Entry:
    forms = tuple(found[name] for name in sorted(found) if name.startswith("msgstr")) or ("",)
    return Entry(found.get("msgctxt", ""), found.get("msgid", ""), found.get("msgid_plural", ""), forms)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: _ESCAPED.get(m.group(1), m.group(1)), text) if "\\" in text else text

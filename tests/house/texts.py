"""`python -m tests.house.texts` brings every catalogue up to date: new texts come in empty, those that no code has any
more go; what is translated stays. Then it tells what is still to be translated."""

from __future__ import annotations

import sys
from pathlib import Path

from kitchen_tui.catalogue import Entry, entries_of
from kitchen_tui.texts import FOLDER
from tests.house.extraction import Text, all_texts

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})


def known_texts(path: Path) -> dict[Text, tuple[str, ...]]:
    """What a catalogue has, the header too."""
    return {Text(entry.context, entry.text, entry.many): entry.forms for entry in entries_of(path)}


def written(header: Entry, texts: dict[Text, list[str]], known: dict[Text, tuple[str, ...]]) -> str:
    """A catalogue of these texts, by the files that have them first."""
    parts = [_entry(Text("", ""), header.forms, [])]
    for text, files in sorted(texts.items(), key=lambda one: (one[1][0], bool(one[0].context), one[0].text)):
        empty = ("", "") if text.many else ("",)
        parts.append(_entry(text, known.get(text, empty), files))
    return "\n".join(parts)


def untranslated(path: Path) -> list[Text]:
    """Texts of the code that the catalogue does not have, or has empty."""
    known = known_texts(path)
    return [text for text in all_texts() if not all(known.get(text, ("",)))]


def _entry(text: Text, forms: tuple[str, ...], files: list[str]) -> str:
    lines = [f"#: {' '.join(files[:3])}"] if files else []
    lines += [f'msgctxt "{text.context}"'] if text.context else []
    lines += _quoted("msgid", text.text)
    if not text.many:
        return "\n".join([*lines, *_quoted("msgstr", forms[0]), ""])
    lines += _quoted("msgid_plural", text.many)
    for n, form in enumerate(forms):
        lines += _quoted(f"msgstr[{n}]", form)
    return "\n".join([*lines, ""])


def _quoted(name: str, text: str) -> list[str]:
    pieces = text.splitlines(keepends=True)
    if len(pieces) < 2:
        return [f'{name} "{text.translate(_ESCAPES)}"']
    return [f'{name} ""', *(f'"{piece.translate(_ESCAPES)}"' for piece in pieces)]


def main() -> int:
    """How many texts are still to be translated decides the exit code."""
    texts = all_texts()
    left = 0
    for path in sorted(FOLDER.glob("*.po")):
        header = next(iter(entries_of(path)))
        path.write_text(written(header, texts, known_texts(path)), encoding="utf-8")
        missing = untranslated(path)
        left += len(missing)
        sys.stdout.write("".join(f"{path.stem}: {text.text!r}\n" for text in missing))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

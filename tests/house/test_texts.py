"""Every text that people read is in every catalogue, whole; and no text of a screen escapes the catalogue."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kitchen_tui.catalogue import entries_of, plural_of
from kitchen_tui.texts import FOLDER
from tests.house.extraction import MARKS, ROOT, Text, all_texts
from tests.house.texts import known_texts

CATALOGUES = sorted(FOLDER.glob("*.po"))
DRAWING = ("kitchen_tui/widgets", "kitchen_tui/screens", "kitchen_tui/places")
DRAWN_BY = {"Piece": 0, "Field": 0, "cut": 0, "fit": 0, "whole": 0, "wrap": 0}
"""Where a text is handed over to be drawn: its place among the arguments."""
ALLOWED = frozenset(("  {}", " {}: {}", "{}: {}"))
"""What is drawn as it is, in any language."""
_WORDS = re.compile(r"[A-Za-z]{2,} +[A-Za-z]{2,}|[a-z]{3,}")
_VALUE = re.compile(r"\{(\w*)(?::[^}]*)?\}")


@cache
def texts_of_the_code() -> frozenset[Text]:
    return frozenset(all_texts())


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_text_is_translated_and_none_is_of_yesterday(path: Path) -> None:
    known = known_texts(path)
    of_the_code = texts_of_the_code()

    assert sorted(text.text for text in of_the_code if not all(known.get(text, ("",)))) == []
    assert sorted(text.text for text in known if text.text and text not in of_the_code) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_holds_the_values_of_its_english(path: Path) -> None:
    wrong = []
    for text, forms in known_texts(path).items():
        if not text.text:
            continue
        for n, form in enumerate(forms):
            english = text.many if n and text.many else text.text
            wanted, has = Counter(_VALUE.findall(english)), Counter(_VALUE.findall(form))
            if has.keys() != wanted.keys() and not (
                text.many and has.keys() <= Counter(_VALUE.findall(text.many)).keys()
            ):
                wrong.append((english, form))

    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_a_header_and_every_plural_form(path: Path) -> None:
    first, *rest = entries_of(path)
    header = first.forms[0]
    forms = int(re.search(r"nplurals=(\d+)", header).group(1))  # type: ignore[union-attr]

    assert f"Language: {path.stem}\n" in header
    assert {plural_of(header)(n) for n in range(200)} == set(range(forms))
    assert [entry.text for entry in rest if entry.many and len(entry.forms) != forms] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_keys_of_a_ticket_page_fit_their_column(path: Path) -> None:
    from kitchen_tui.widgets.facts import LABEL_CELLS

    known = known_texts(path)
    labels = ("ALLERGENS", "WRITING", "NOTES", "WITH", "ASKED FOR", "STANDS AT", "BY", "FOR", "QUANTITY", "PRIORITY")

    assert [label for label in labels if len(known[Text("", label)][0]) > LABEL_CELLS] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_mark_of_the_queue_fits_its_column(path: Path) -> None:
    known = known_texts(path)

    marks = [known[Text("", word)][0] for word in ("CANCELLED", "CHANGED", "LATE", "SOON", "High", "Medium", "Low")]
    assert [mark for mark in marks if len(mark) > 9] == []


def test_no_text_of_a_screen_escapes_the_catalogue() -> None:
    found = []
    for folder in DRAWING:
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [f"{path.name}:{line} {text}" for line, text in escaping(tree)]

    assert found == []


def escaping(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Literal words that are drawn without a mark of the catalogue around them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DRAWN_BY:
            for arg in node.args[DRAWN_BY[node.func.id] :][:1]:
                for text in _literals(arg):
                    if _WORDS.search(text) and text not in ALLOWED:
                        yield node.lineno, text


def _literals(node: ast.AST) -> Iterator[str]:
    """What stands there in so many words; not what is handed to a function, nor what is compared or looked up."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr | ast.FormattedValue | ast.BinOp | ast.BoolOp | ast.Starred):
        for part in ast.iter_child_nodes(node):
            yield from _literals(part)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def test_words_that_escape_would_be_found() -> None:
    drawn = ast.parse(
        'Piece("Nothing to do"); Piece(f"{n} lines"); Piece(_("Nothing to do")); Piece("  " if a else "is")'
    )

    assert [text for _line, text in escaping(drawn)] == ["Nothing to do", " lines"]
    assert MARKS == ("_", "N_")

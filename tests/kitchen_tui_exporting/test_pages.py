"""On paper nothing is cut off, nothing runs into its neighbour, and every line has its box to tick."""

from __future__ import annotations

import itertools
import random

import pytest

from kitchen_tui.command_sheet.drawing import drawn, length, spelt
from kitchen_tui.command_sheet.layout import Line, Page, Text
from kitchen_tui.exporting.pages import SIZES, Laid, Sheet, laid
from kitchen_tui.exporting.printable import paper_for
from tests.hardware.label.eyes import seen

COLUMNS = ("Number", "Product", "Size", "Writing", "Notes", "Count")
LONG = "Please ring twice and leave it with the concierge, the bell is broken since spring. " * 4


def sheet(rows: list[list[str | int | None]], paper: str = "A4", **given: object) -> Sheet:
    usual = {"store": "Banno's", "title": "Queue", "when": "Fri 27 Nov 2026 10:00", "page": "page {n} of {all}"}
    usual |= {"none": "Nothing on this list", "more": ""}
    columns = given.pop("columns", COLUMNS)
    return Sheet(paper=paper, columns=columns, rows=rows, **usual | given)  # type: ignore[arg-type]


def row(n: int, writing: str = "Happy Birthday Ada", notes: str | None = None) -> list[str | int | None]:
    return [f"{20_000 + n}-A", "Pistachio & Rosewater Cake", "Large", writing, notes, n]


def words(page: Page) -> list[str]:
    return " ".join(shape.text for shape in page if isinstance(shape, Text)).split()


def ticks(page: Page) -> int:
    return sum(1 for shape in page if isinstance(shape, Line) and shape.thick > 2 * shape.width) // 2


def edges(text: Text) -> tuple[float, float]:
    wide = length(text.text, text.size, text.style == "bold")
    return (text.x - wide, text.x) if text.align == "right" else (text.x, text.x + wide)


def is_sound(made: Laid) -> bool:
    """Every text lies on the page, and no two texts of a line overlap."""
    for page in made.pages:
        texts = [shape for shape in page if isinstance(shape, Text) and shape.text]
        for text in texts:
            left, right = edges(text)
            assert left >= 12, text
            assert right <= made.width - 12 + 0.3, text
            assert text.y + text.size <= made.height - 12, text
        lines: dict[float, list[tuple[float, float]]] = {}
        for text in texts:
            lines.setdefault(round(text.y, 2), []).append(edges(text))
        for spans in lines.values():
            spans.sort()
            assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans)), spans
    return True


@pytest.mark.parametrize("paper", SIZES)
def test_every_word_stands_on_the_paper(paper: str) -> None:
    rows = [row(n, notes=LONG if n % 7 == 0 else None) for n in range(60)]
    made = laid(sheet(rows, paper), length)

    assert is_sound(made)
    printed = [word for page in made.pages for word in words(page)]
    for line in rows:
        for cell in line:
            assert all(word in printed for word in str(cell or "").split())
    assert sum(map(ticks, made.pages)) == 60


def test_every_page_tells_what_it_is_and_which() -> None:
    made = laid(sheet([row(n) for n in range(120)]), length)

    assert len(made.pages) > 2
    for n, page in enumerate(made.pages, 1):
        text = " ".join(words(page))
        assert f"page {n} of {len(made.pages)}" in text
        assert "Queue" in text
        assert "Banno's" in text
        assert "Fri 27 Nov 2026 10:00" in text
        assert all(title in text for title in COLUMNS)


def test_a_short_list_stands_upright_and_a_wide_one_across() -> None:
    upright = laid(sheet([["20001", 3]], columns=("Number", "Count")), length)
    across = laid(sheet([row(1, notes=LONG)]), length)

    assert (upright.width, upright.height) == SIZES["A4"]
    assert (across.height, across.width) == SIZES["A4"]


def test_a_text_longer_than_a_page_goes_on_and_is_ticked_once() -> None:
    text = " ".join(f"word{n}" for n in range(3_000))
    made = laid(sheet([row(1), row(2, notes=text), row(3)]), length)

    assert is_sound(made)
    assert len(made.pages) > 1
    printed = {word for page in made.pages for word in words(page)}
    assert {f"word{n}" for n in range(3_000)} <= printed
    assert sum(map(ticks, made.pages)) == 3


def test_a_word_longer_than_its_column_is_broken_and_not_cut() -> None:
    word = "".join(random.Random(3).choices("abcdefghij", k=900))
    made = laid(sheet([row(1, writing=word, notes=LONG)]), length)

    assert is_sound(made)
    assert word in "".join(shape.text for page in made.pages for shape in page if isinstance(shape, Text))


def test_numbers_stand_at_the_right_of_their_column() -> None:
    made = laid(sheet([["Flour", 7, 0], ["Sugar", 1_200, 0]], columns=("Item", "Count", "Buffer")), length)
    numbers = [s for s in made.pages[0] if isinstance(s, Text) and s.text in ("7", "1200", "Count", "0", "Buffer")]

    assert {text.align for text in numbers} == {"right"}
    assert len({text.x for text in numbers}) == 2


def test_an_empty_list_says_so() -> None:
    made = laid(sheet([]), length)

    assert len(made.pages) == 1
    assert "Nothing on this list" in " ".join(words(made.pages[0]))
    assert ticks(made.pages[0]) == 0


def test_what_was_left_out_is_counted_at_the_end() -> None:
    made = laid(sheet([row(n) for n in range(40)], more="98 more lines"), length)

    assert "98 more lines" in " ".join(words(made.pages[-1]))


@pytest.mark.parametrize(
    ("locale", "paper"),
    [
        ("en_AU", "A4"),
        ("de_DE", "A4"),
        ("en_US", "Letter"),
        ("es-MX", "Letter"),
        ("fr_CA", "Letter"),
        ("en", "A4"),
        ("", "A4"),
    ],
)
def test_paper_is_what_a_country_has(locale: str, paper: str) -> None:
    assert paper_for(locale) == paper


def test_hostile_text_is_spelt_and_nothing_in_it_is_a_barcode() -> None:
    texts = ["\x1b[31mred", "抹茶 🎂 \u202eabc", "\u0301" * 40, "a\u200bb", "😀" * 50]
    rows: list[list[str | int | None]] = [["1", "\n".join(spelt(line) for line in text.split("\n"))] for text in texts]
    made = laid(sheet(rows, columns=("Number", "Text")), length)

    assert is_sound(made)
    assert seen(drawn(made.pages[0], (made.width, made.height))) == []

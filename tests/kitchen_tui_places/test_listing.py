"""Lists: no text is cut beside cells that stand empty, and the columns stand still while one moves about."""

from __future__ import annotations

from kitchen_tui.places.choosing import Choice, Palette
from kitchen_tui.places.column_widths import widths
from kitchen_tui.places.listing import PAGE, Column, Field, Listing
from kitchen_tui.widgets.glyphs import UNICODE

COLUMNS = (Column("Number", 8), Column("Product", 10, grow=True), Column("Packed", 17, spare=2))


def drawn(listing: Listing[tuple[str, ...]], width: int, height: int = 8) -> list[str]:
    rows = listing.rows(width, height, UNICODE)
    return ["".join(piece.text for piece in row).rstrip() for row in rows]


def listing_of(*items: tuple[str, ...]) -> Listing[tuple[str, ...]]:
    listing: Listing[tuple[str, ...]] = Listing(COLUMNS, lambda item: list(map(Field, item)), lambda item: item[0])
    listing.take(items)
    return listing


def test_a_text_is_not_cut_beside_a_column_that_stands_empty() -> None:
    listing = listing_of(("20001", "Raspberry Rose Cake", "18:57"))
    assert "Raspberry Rose Cake" in drawn(listing, 42)[1]


def test_a_column_that_is_full_lends_nothing() -> None:
    listing = listing_of(("20001", "Raspberry Rose Cake", "Fri 20 Nov 18:57"))
    assert "Fri 20 Nov 18:57" in drawn(listing, 42)[1]


def test_one_endless_text_leaves_the_others_what_they_need() -> None:
    cells = widths(COLUMNS, [30, 80, 5], 60)
    assert cells[0] >= 20
    assert sum(cells.values()) + len(cells) + 2 == 60


def test_where_nothing_is_cut_the_columns_are_as_wide_as_they_were_made() -> None:
    assert widths(COLUMNS, [5, 9, 5], 42) == {0: 8, 1: 12, 2: 17}


def test_a_column_whose_title_is_longer_than_its_texts_keeps_its_title() -> None:
    listing = listing_of(("1", "Raspberry Rose Cake with everything on it", "5"))
    assert drawn(listing, 42)[0].split() == ["Number", "Product", "Packed"]


def test_moving_about_in_a_page_does_not_move_its_columns() -> None:
    items = [(str(n), "Cake", "") for n in range(PAGE)]
    listing = listing_of(*items[:-1], ("last", "A cake with a very long name, at the very end", ""))
    before = drawn(listing, 60)[0]
    listing.step(PAGE)
    assert drawn(listing, 60)[0] == before


def test_what_changed_in_sight_is_not_cut_for_what_stood_there_before() -> None:
    what = ["a cake with a name that is rather long"]
    columns = (Column("", 20, grow=True), Column("", 10))
    listing: Listing[tuple[str, ...]] = Listing(
        columns, lambda item: (Field(what[0]), Field(item[0])), lambda item: item[0], headed=False
    )
    listing.take([("x",)])
    drawn(listing, 44)
    what[0] = "a cake with a name that is longer still"
    assert what[0] in drawn(listing, 44)[0]


def test_the_cursor_goes_to_what_was_added_as_soon_as_it_is_here() -> None:
    listing = listing_of(("a", "", ""), ("c", "", ""))
    listing.seek("b")
    listing.take([("a", "", ""), ("c", "", "")])
    listing.take([("a", "", ""), ("b", "", ""), ("c", "", "")])
    assert listing.chosen == ("b", "", "")
    listing.step(1)
    listing.take([("a", "", ""), ("b", "", ""), ("c", "", "")])
    assert listing.chosen == ("c", "", "")


def test_a_hand_that_moved_on_is_not_called_back_to_what_was_added() -> None:
    listing = listing_of(("a", "", ""), ("c", "", ""))
    listing.seek("b")
    listing.step(1)
    listing.take([("a", "", ""), ("b", "", ""), ("c", "", "")])
    assert listing.chosen == ("c", "", "")


def test_what_has_a_word_that_begins_so_is_meant_before_what_has_it_within() -> None:
    choices = [Choice("Go to: Shops", "", "go:shops"), Choice("Go to: Stock", "", "go:stock", "inventory")]
    choices.append(Choice("Go to: Ops", "", "go:ops"))
    for typed, meant in (("ops", "go:ops"), ("go to: ops", "go:ops"), ("shop", "go:shops"), ("INVENT", "go:stock")):
        done: list[str] = []
        palette = Palette(choices, done.append)
        palette.paste(typed)
        palette.key("enter", None)
        assert done == [meant]

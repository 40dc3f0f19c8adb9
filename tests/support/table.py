"""Tables in tests, written as people read them: columns between bars, one row a line."""

from __future__ import annotations


def read_table(text: str) -> dict[str, dict[str, str]]:
    """Name in the first column -> name of another column -> cell; the first line names the columns."""
    return {cells[0]: dict(zip(head[1:], cells[1:], strict=True)) for head, cells in _body(text)}


def read_table_by_two(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """As `read_table`, where the first two columns name a row."""
    return {(cells[0], cells[1]): dict(zip(head[2:], cells[2:], strict=True)) for head, cells in _body(text)}


def _body(text: str) -> list[tuple[list[str], list[str]]]:
    lines = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in text.strip().splitlines()]
    head, *body = [cells for cells in lines if set("".join(cells)) - {"-"}]
    for cells in body:
        assert len(cells) == len(head), f"{cells[0]}: {len(cells)} cells under {len(head)} columns"
    return [(head, cells) for cells in body]

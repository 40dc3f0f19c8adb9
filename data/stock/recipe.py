"""What one unit of a product takes from stock."""

from __future__ import annotations

from data.core.rows import Rows
from data.stock.item import BomLine


def recipe_of(rows: Rows, product_id: str, size: str) -> list[BomLine]:
    """The lines of a size in any case, else those of any size; a line that was taken out (quantity 0) is none."""
    lines = [line for line in rows.where(BomLine, product_id=product_id) if line.quantity > 0]
    own = [line for line in lines if line.size.casefold() == size.casefold()]
    return own or [line for line in lines if line.size == ""]

"""A purchase order as a supplier reads it: text for a letter, a table for a spreadsheet, a page for a printer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from data.core.clock import local
from data.core.delimited import delimited
from data.core.money import format_minor
from data.core.text import one_line
from data.organization.store import Store
from data.questions.procurement import Ordered

_COLUMNS = ("Article", "Item", "Pack", "Packs", "Price", "Amount")
_STYLE = (
    "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse;width:100%}"
    "th,td{border-bottom:1px solid #999;padding:.3em .6em;text-align:left}.n{text-align:right}"
)


def subject(ordered: Ordered, store: Store) -> str:
    """What it is about, on one line."""
    return one_line(f"Purchase order {ordered.order.code} of {store.name}")


def as_text(ordered: Ordered, store: Store, numbers: dict[str, str]) -> str:
    """A letter; `numbers` are the supplier's own by offer."""
    lines = [
        f"Purchase order {ordered.order.code}",
        f"From: {one_line(store.name)}",
        f"To: {one_line(ordered.order.supplier)}",
        f"Date: {local(ordered.order.made_at, store.timezone):%Y-%m-%d}",
        *([f"Deliver on: {ordered.order.deliver_on}"] if ordered.order.deliver_on else []),
        "",
        *(_line(row, store.currency) for row in _rows(ordered, store, numbers)),
        "",
        f"Total: {format_minor(ordered.order.total, ordered.order.currency)} {ordered.order.currency}",
        *(["", one_line(ordered.order.note)] if ordered.order.note else []),
    ]
    return "\n".join(lines) + "\n"


def as_csv(ordered: Ordered, store: Store, numbers: dict[str, str]) -> bytes:
    """For a spreadsheet; no cell of it is a formula."""
    return delimited(_COLUMNS, _rows(ordered, store, numbers))


def as_page(ordered: Ordered, store: Store, numbers: dict[str, str]) -> str:
    """For a browser, which prints it; nothing in it is fetched, and nothing runs."""
    order = ordered.order
    head = "".join(f"<th{' class=n' if n > 2 else ''}>{column}</th>" for n, column in enumerate(_COLUMNS))
    body = "".join(
        f"<tr>{''.join(_cell(n, each) for n, each in enumerate(row))}</tr>" for row in _rows(ordered, store, numbers)
    )
    due = f"<p>Deliver on: {order.deliver_on}</p>" if order.deliver_on else ""
    made_on = f"{local(order.made_at, store.timezone):%Y-%m-%d}"
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        f"<title>{escape(subject(ordered, store))}</title><style>{_STYLE}</style>"
        f"<h1>Purchase order {escape(order.code)}</h1><p>From: {escape(one_line(store.name))}</p>"
        f"<p>To: {escape(one_line(order.supplier))}</p><p>Date: {made_on}</p>{due}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p><b>Total: {format_minor(order.total, order.currency)} {escape(order.currency)}</b></p>"
        f"<p>{escape(one_line(order.note))}</p></html>\n"
    )


def _cell(n: int, text: object) -> str:
    return f"<td{' class=n' if n > 2 else ''}>{escape(str(text))}</td>"


def _rows(ordered: Ordered, store: Store, numbers: dict[str, str]) -> Sequence[tuple[str, str, str, int, str, str]]:
    currency = ordered.order.currency or store.currency
    return [
        (
            one_line(numbers.get(line.offer_id) or ""),
            one_line(line.item),
            one_line(line.pack),
            line.packs,
            format_minor(line.price, currency),
            format_minor(line.price * line.packs, currency),
        )
        for line in ordered.lines
    ]


def _line(row: tuple[str, str, str, int, str, str], currency: str) -> str:
    article, item, pack, packs, price, amount = row
    number = f" [{article}]" if article else ""
    return f"{packs} x {item}, {pack}{number}: {price} each, {amount} {currency}"

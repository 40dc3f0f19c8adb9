"""The tickets a docket asks for: one for each cake, with everything its customer said about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.kitchen.stages import FULL_ROUTE, PACKING_ONLY
from data.orders.docket import ACCOMPANY, MAKE, Docket, DocketLine
from data.orders.docket_lines import joined
from data.orders.reading import DocketRules

_LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class PlannedTicket:
    """One ticket to be. `unit` counts from 1 within its line; `quantity` is more than 1 only for a batch;
    `accessories` are (what, how many) that ride with it, and what was said about them is in `kept`."""

    line_id: str
    unit: int
    product: str
    size: str | None
    flavour: str | None
    writing: str | None
    kept: tuple[tuple[str, str], ...]
    allergens: str | None
    quantity: int
    accessories: tuple[tuple[str, int], ...]
    route: str


def plan_tickets(docket: Docket, rules: DocketRules) -> tuple[PlannedTicket, ...]:
    """The tickets in line order, none for an order that is cancelled or was sold over the counter. Whether anything is
    missing or unpaid is not asked here: an order that has its tickets keeps them."""
    if docket.cancelled_at is not None or docket.counter_sale:
        return ()
    cakes = [line for line in docket.wanted if line.kind == MAKE]
    riders = [line for line in docket.wanted if line.kind == ACCOMPANY]
    planned = [ticket for line in cakes for ticket in _tickets(line, docket, rules)]
    if riders:
        planned[:1] = [_with_riders(planned[0], riders) if planned else _packing_ticket(docket, riders, rules)]
    return tuple(planned)


def _tickets(line: DocketLine, docket: Docket, rules: DocketRules) -> list[PlannedTicket]:
    single = line.quantity <= rules.split_up_to
    first = PlannedTicket(
        line_id=line.line_id,
        unit=1,
        product=line.title or rules.untitled,
        size=line.size,
        flavour=line.flavour,
        writing=line.writing,
        kept=line.kept,
        allergens=joined((docket.allergens, line.allergens)),
        quantity=1 if single else line.quantity,
        accessories=(),
        route=FULL_ROUTE,
    )
    return [replace(first, unit=unit) for unit in range(1, line.quantity + 1)] if single else [first]


def _packing_ticket(docket: Docket, riders: list[DocketLine], rules: DocketRules) -> PlannedTicket:
    bare = PlannedTicket(
        line_id=riders[0].line_id,
        unit=1,
        product=", ".join(dict.fromkeys(line.title for line in riders if line.title)) or rules.untitled,
        size=None,
        flavour=None,
        writing=None,
        kept=(),
        allergens=docket.allergens,
        quantity=1,
        accessories=(),
        route=PACKING_ONLY,
    )
    return _with_riders(bare, riders)


def _with_riders(ticket: PlannedTicket, riders: list[DocketLine]) -> PlannedTicket:
    return replace(
        ticket,
        kept=ticket.kept + tuple(pair for line in riders for pair in _said_about(line)),
        allergens=joined((ticket.allergens, *(line.allergens for line in riders))),
        accessories=tuple((_called(line), line.quantity) for line in riders),
    )


def _called(line: DocketLine) -> str:
    return f"{line.title} ({line.variant})" if line.variant else line.title


def _said_about(line: DocketLine) -> tuple[tuple[str, str], ...]:
    """What a customer typed for an accessory, under its name: the number on the candle, the balloon's message. Its
    size and a flavour of the variant already stand in what it is called."""
    in_variant = (line.variant or "").casefold()
    flavour = line.flavour if line.flavour and line.flavour.casefold() not in in_variant else None
    own = (("flavour", flavour), ("writing", line.writing), *line.kept)
    return tuple((f"{line.title}: {name}" if name else line.title, words) for name, words in own if words)


def suffix(index: int, count: int) -> str:
    """What follows the order's number on ticket `index` (from 0) of `count`: nothing for a single one, A to J, then
    11, 12 and on."""
    if count == 1:
        return ""
    return _LETTERS[index] if index < len(_LETTERS) else str(index + 1)

"""What a label says, before anybody knows on which paper."""

from __future__ import annotations

from dataclasses import dataclass

TICKET, PACKING = "ticket", "packing"


@dataclass(frozen=True, slots=True)
class LabelText:
    """Plain text from outside: whatever stands in it, only its spelling reaches a printer.

    `kind` is TICKET or PACKING, `code` the text of the barcode, `kept` lines "name: value" as the customer typed
    them, `reprint` n says REPRINT n, `test` says TEST.
    """

    kind: str
    code: str
    human_id: str
    customer: str = ""
    due: str = ""
    window: str = ""
    product: str = ""
    size: str = ""
    flavour: str = ""
    writing: str = ""
    accessories: tuple[str, ...] = ()
    allergens: str = ""
    notes: str = ""
    kept: tuple[str, ...] = ()
    quantity: int = 1
    method: str = ""
    store: str = ""
    reprint: int = 0
    test: bool = False

"""Where sentences come from: who says them, in which rooms, and which tables of words they are made of."""

from __future__ import annotations

import re

SAYERS = frozenset(
    (
        *("Refused", "noop", "Accepted", "accepted", "notice", "Notice", "Verdict", "SignIn", "NotLearned", "Status"),
        *("WireError", "Delivery", "NotRecorded", "NotAStore", "StoreError", "Settled", "ok", "warn", "bad", "Finding"),
        *("_refused", "_refuse", "_cannot", "_fail", "_done", "_settle", "_set", "_say", "_told", "Gone", "NotOpened"),
        *("cancel", "cancel_tickets", "refuse", "says", "Way", "_failed", "trouble", "_change"),
        *("changed", "_changed", "SignedIn", "sign_out", "NotAQuantity"),
    )
)
"""Who tells people something."""
LOOKS, DOCTOR = ("ok", "warn", "bad", "Finding"), "kitchen_tui/doctor"
"""A look at the terminal begins with the name of what was looked at."""
SAID_NAMES = re.compile(
    r"name|_who|says|text|do|where|wait|words|told|missing|kept|without|_TEACH|NOBODY|harm|pace|seen|when|shown"
)

SAYING = ("data", "forecasting", "hardware", "kitchen_tui")
NO_SENTENCES = re.compile(
    r"data/orders/(docket|loose_json|shopify|reading|dates|handover_)"
    r"|data/store/(migrations|tables|sqlite|postgres|schema|kinds|turns|execute|ahead|machine|fence|migrate|upgrade)"
    r"|data/(questions|core|exchange)/|data/replica/pending|data/ledger/founding"
    r"|forecasting/(?!drivers\.py)"
    r"|hardware/(label|wire/(address|file))|hardware/printer/(drawing|\w+_sheet|escpos|zpl)"
    r"|hardware/scan/(layouts|crockford|commands|tickets|grammar|wedge|secrecy)"
    r"|kitchen_tui/(commands|command_sheet|demo|cli|founding|screens|widgets|places|exporting|texts|regional|countries"
    r"|sentences|catalogue|keys|staged|spooling|printing/(__main__|once)|doctor/(lessons|probing)|appearance|library)"
)
"""Rooms that say nothing to a person at a screen."""
CONSTANTS = {
    "data/orders/intake.py": ("REASONS",),
    "data/orders/order.py": (
        "PENDING",
        "PAYMENT_FAILED",
        "CONFIRMED",
        "PREPARING",
        "READY",
        "COMPLETED",
        "CANCELLED",
    ),
    "data/orders/amend.py": ("_SHOWN",),
    "data/line/tend.py": ("PRIORITIES",),
    "data/replica/issue.py": ("HUB_NOT_HEARD",),
    "kitchen_tui/home.py": ("OUT_OF_SERVICE",),
    "data/store/doings.py": ("DOINGS",),
    "kitchen_tui/printing/route.py": ("_SHORT",),
    "kitchen_tui/verbs.py": ("_SAYS",),
    "hardware/scan/learned.py": ("_CASES",),
    "forecasting/drivers.py": ("WORDS",),
}
"""Tables of words that sentences are made of."""

"""What the parts of the health of the data are called, how good a score is, and what its rows look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.texts import N_, _, sentence

if TYPE_CHECKING:
    from data.health.metric import Part
    from kitchen_tui.widgets.glyphs import Glyphs

PARTS = {
    "completeness": N_("Complete"),
    "freshness": N_("Fresh"),
    "duplicates": N_("Sold twice"),
    "unmapped": N_("Unknown products"),
    "gaps": N_("Gaps"),
    "outliers": N_("Far from usual"),
    "recipes": N_("Without recipe"),
    "stock": N_("Stock below zero"),
    "clocks": N_("Clocks"),
    "webhooks": N_("Webhooks"),
    "tests": N_("Tests and gifts"),
}
CAUSES = {
    "first_sync": N_("after the first sync of a shop"),
    "poll": N_("after a poll"),
    "sweep": N_("after a sweep"),
    "webhooks": N_("after webhooks"),
    "import": N_("after an import"),
    "forecast": N_("after a forecast"),
    "hourly": N_("as every hour"),
    "nightly": N_("as every day"),
    "by_hand": N_("by hand"),
}
PLACES = {
    "freshness": "shops",
    "webhooks": "shops",
    "stock": "stock",
    "recipes": "products",
    "unmapped": "products",
    "outliers": "forecast",
}
"""Where one mends it."""
_GOOD, _FAIR = 90, 70
_ISO_DAY = 10


def said(text: str) -> str:
    """What was found, in this language: sentence by sentence, as it was put together."""
    return ". ".join(sentence(one) for one in text.split(". "))


def part_name(part: Part) -> str:
    """What a part is called; one of a newer release by its code."""
    return _(PARTS.get(part.code, part.code))


def verdict(score: int, glyphs: Glyphs) -> tuple[str, str, str]:
    """Sign, word and style of a score."""
    if score >= _GOOD:
        return glyphs.ok, _("good"), "strong"
    if score >= _FAIR:
        return glyphs.soon, _("with troubles"), "soon"
    return glyphs.late, _("not to be relied on"), "late"


def example(text: str, today: str) -> str:
    """A row by which a trouble shows; its day in the form of this country."""
    day = regional.retold(text[:_ISO_DAY])
    return text if day == text[:_ISO_DAY] else f"{regional.day(text[:_ISO_DAY], today)}{text[_ISO_DAY:]}"


def first_day(part: Part) -> str | None:
    """The day of the newest row by which it shows, if it is of a day."""
    days = [text[:_ISO_DAY] for text in part.examples if regional.retold(text[:_ISO_DAY]) != text[:_ISO_DAY]]
    return max(days, default=None)

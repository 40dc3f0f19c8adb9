"""What can move a forecast, by codes that never change, and each in a manager's words."""

from collections.abc import Mapping
from types import MappingProxyType

BASE, OTHER = "base", "other"
MOST = 8
"""Drivers that are named; the others are summed as `other`."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        BASE: "an average day",
        "weekday": "{about}",
        "level": "last week's level",
        "weeks": "the last months' level",
        "correction": "what such a level came to before",
        "days": "the last days",
        "trend": "the trend",
        "lately": "the last such weekdays",
        "last_year": "this time last year",
        "season": "the time of year",
        "month": "the time of the month",
        "holiday": "{about}",
        "holiday_eve": "the day before {about}",
        "holiday_after": "the day after {about}",
        "fact": "{about}",
        "event": "{about}",
        "price": "the price",
        "orders": "known orders",
        "category": "what others of its kind sell",
        "season_over": "its season was over by now last year",
        "out_of_season": "out of season",
        "closed": "closed",
        OTHER: "everything else",
    }
)
"""By code. `{about}` is the weekday, the holiday, the event, or the column of facts."""

CODES = tuple(WORDS)

_FEATURES = {
    "quick": "days",
    "day_1": "days",
    "day_2": "days",
    "day_3": "days",
    "slow": "trend",
    "trend": "trend",
    "week_1": "lately",
    "week_2": "lately",
    "week_3": "lately",
    "week_4": "lately",
    "year": "last_year",
    "year_week": "last_year",
    "year_three_weeks": "last_year",
    "weekday": "weekday",
    "profile": "weekday",
    "profile_after": "weekday",
    "profile_before": "weekday",
    "day_of_year": "season",
    "day_of_month": "month",
    "holiday": "holiday",
    "holiday_after": "holiday",
    "holiday_before": "holiday",
    "ahead": OTHER,
    "size": OTHER,
    "series": OTHER,
}
FACT = "fact_"
"""Begins the name of a feature that is a column of facts."""


def driver_of(feature: str) -> str:
    """The code of the driver that a feature of the model belongs to; of a column of facts, its own name.

    Raises:
        KeyError: no driver is known for such a feature.
    """
    if feature.startswith(FACT):
        return feature
    return _FEATURES[feature]


def fact_in_words(feature: str) -> str:
    """What a feature that is a column of facts is about: `fact_is_schoolholiday` about `schoolholiday`."""
    return feature.removeprefix(FACT).removeprefix("is_").replace("_", " ")


def in_words(code: str, about: str = "") -> str:
    """A driver in English, such as `Saturday` for `weekday` about `Saturday`.

    Raises:
        KeyError: there is no such driver.
    """
    return WORDS[code].format(about=about)

"""The days on which a store can have an order ready: not sooner than it can be made, not while nobody is there."""

from __future__ import annotations

from datetime import date

from data.core.clock import plus_days
from data.core.outcome import Refused
from data.organization.policies import WEEKDAYS, Policies


def untimely(policies: Policies, due: str | None, today: str) -> Refused | None:
    """Why an order that is taken down should not be due then; whoever takes it may say yes all the same. Somebody who
    waits for her cake has no day."""
    if due is None:
        return None
    if due < today:
        # Mostly a slip of the year; what is written down after the day is confirmed, and then told as overdue.
        return past_day(due, confirm=True)
    soon = bool(policies.lead_days) and due < plus_days(today, policies.lead_days)
    closed = WEEKDAYS[date.fromisoformat(due).weekday()] in policies.closed_weekdays
    if soon and closed:
        # One yes stands for both, so both are told.
        return Refused("too_soon", f"{due} is too soon, and nobody is here on that day", confirm=True)
    if soon:
        return Refused("too_soon", _too_soon(due, policies.lead_days), confirm=True)
    return Refused("closed_day", f"{due} is a day on which nobody is here", confirm=True) if closed else None


def _too_soon(due: str, lead_days: int) -> str:
    if lead_days == 1:
        return f"{due} is too soon: a day is needed"
    return f"{due} is too soon: {lead_days} days are needed"


def past_day(due: str, *, confirm: bool = False) -> Refused:
    """The refusal of a calendar day that is over."""
    return Refused("past_day", f"{due} is past", confirm=confirm)

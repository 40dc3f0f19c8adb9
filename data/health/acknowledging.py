"""A person has seen that the health of the data fell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.actor import Role
from data.core.command import Command, Context
from data.core.outcome import Accepted, Change, Event, Outcome, Refused, noop
from data.core.rows import Rows
from data.health.metric import DataHealthAlert


@dataclass(frozen=True, slots=True)
class AcknowledgeHealthAlert(Command):
    """Closes one alert."""

    name: ClassVar[str] = "acknowledge_health_alert"
    least: ClassVar[Role] = Role.SUPERVISOR

    alert_id: str


def acknowledge_health_alert(command: AcknowledgeHealthAlert, rows: Rows, ctx: Context) -> Outcome:
    """Who saw it and when; the first who did."""
    alert = rows.get(DataHealthAlert, command.alert_id)
    if alert is None:
        return Refused("no_such_alert", "That alert is gone")
    if alert.acknowledged_at is not None:
        return noop("already_acknowledged", "Seen already")
    seen = {"acknowledged_at": ctx.now, "acknowledged_by": ctx.actor.staff_id}
    event = Event("health_alert_seen", store_id=alert.store_id, detail={"alert": alert.id})
    return Accepted("The alert was seen", writes=(Change(DataHealthAlert, (alert.id,), seen),), events=(event,))

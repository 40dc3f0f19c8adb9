"""When and how a Square order leaves the shop: its fulfilments, of which the first that is still wanted decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.core.clock import Instant, local
from data.orders.dates import read_instant, readable_date
from data.orders.docket import DELIVERY, PICKUP
from data.orders.loose_json import mapping, text, title

_KINDS = {
    "PICKUP": (PICKUP, "pickup_details", "pickup_at", "pickup_window_duration"),
    "DELIVERY": (DELIVERY, "delivery_details", "deliver_at", "delivery_window_duration"),
    "SHIPMENT": (DELIVERY, "shipment_details", "expected_shipped_at", ""),
}
_NOTES = ("note", "dropoff_notes", "shipping_note")
_OVER, _CALLED_OFF = ("COMPLETED", "CANCELED", "FAILED"), "CANCELED"
_DURATION = re.compile(
    r"P(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,3})D)?(?:T(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?"
    r"(?:\d{1,6}(?:\.\d+)?S)?)?",
    re.ASCII,
)
_LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True, slots=True)
class Leaving:
    """One fulfilment. `text` is the time as Square wrote it, kept also when it is none; `minutes` the window's ends
    after midnight of the store's day `date`; `recipient` the object as it came."""

    state: str
    method: str | None
    text: str | None
    at: Instant | None
    date: str | None
    window: str | None
    minutes: tuple[int | None, int | None]
    notes: tuple[str, ...]
    curbside: str | None
    recipient: Mapping[str, object]
    canceled_at: Instant | None

    @property
    def over(self) -> bool:
        """Nobody waits for it any more."""
        return self.state in _OVER

    @property
    def called_off(self) -> bool:
        """It will not take place."""
        return self.state == _CALLED_OFF

    def told(self) -> str:
        """All of it in one line, for a ticket that shows another one as its own."""
        said = (self.method, self.date or self.text, self.window, title(self.recipient.get("display_name")))
        return " ".join(part for part in (*said, *self.notes, self.curbside) if part)


def read_leavings(value: object, zone: str) -> tuple[Leaving, ...]:
    """The fulfilments of an order, the one that decides first: of those that are still wanted (else of all) the
    earliest with a time, else the first."""
    read = [_read(entry, zone) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    return tuple(sorted(read, key=lambda one: (one.over, one.at is None, one.at or 0)))


def _read(entry: Mapping[str, object], zone: str) -> Leaving:
    named = _KINDS.get((text(entry.get("type")) or "").strip().upper())
    method, key, time_key, window_key = named or (None, *_by_details(entry))
    details = mapping(entry.get(key))
    written = text(details.get(time_key))
    at = read_instant(written)
    date, window, minutes = _day(written, at, text(details.get(window_key)), zone)
    curbside = mapping(details.get("curbside_pickup_details"))
    return Leaving(
        state=(text(entry.get("state")) or "").strip().upper(),
        method=method,
        text=written,
        at=at,
        date=date,
        window=window,
        minutes=minutes,
        notes=tuple(said for name in _NOTES if (said := text(details.get(name)))),
        curbside=text(curbside.get("curbside_details")),
        recipient=mapping(details.get("recipient")),
        canceled_at=read_instant(details.get("canceled_at")),
    )


def _by_details(entry: Mapping[str, object]) -> tuple[str, str, str]:
    """Where the details of a kind that nobody knows stand, if anywhere."""
    known = (kind[1:] for kind in _KINDS.values())
    return next((kind for kind in known if mapping(entry.get(kind[0]))), ("", "", ""))


Day = tuple[str | None, str | None, tuple[int | None, int | None]]


def _day(written: str | None, at: Instant | None, duration: str | None, zone: str) -> Day:
    """The store's calendar day, and the window on it. A bare date has no zone, and is never shifted."""
    if written is None or (bare := readable_date(written)) is not None:
        return (bare if written is not None else None), None, (None, None)
    try:
        begins = local(at, zone) if at is not None else None
    except (OverflowError, ValueError, OSError):  # the first day of all, or the last, shifted
        begins = None
    if begins is None:
        return None, None, (None, None)
    start = begins.hour * 60 + begins.minute
    end = min(start + _minutes(duration), _LAST_MINUTE)
    window = f"{_clock(start)} - {_clock(end)}" if end > start else _clock(start)
    return begins.date().isoformat(), window, (start, end)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _minutes(duration: str | None) -> int:
    """Whole minutes of an ISO 8601 duration like `PT1H30M`; 0 when it is none."""
    found = _DURATION.fullmatch((duration or "").strip().upper())
    if found is None:
        return 0
    part = {name: int(digits or 0) for name, digits in found.groupdict().items()}
    return ((part["weeks"] * 7 + part["days"]) * 24 + part["hours"]) * 60 + part["minutes"]

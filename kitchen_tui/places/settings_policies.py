"""What the store allows and asks for: every policy with a sentence, but those that have a section of their own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kitchen_tui.places.form import Check
from kitchen_tui.places.settings_section import Line, Section
from kitchen_tui.places.settings_values import Choices, in_words, value_form, week_form, within
from kitchen_tui.texts import N_, _

POLICIES: dict[str, tuple[str, str]] = {
    "qc_by_staff": (N_("Staff send back"), N_("Whether staff, too, may send a cake back from Packing to Decorating.")),
    "scan_ahead": (
        N_("Scans ahead"),
        N_("Whether a cake may be scanned at a later station than it has reached: the steps between count as done."),
    ),
    "photo_stages": (N_("Photos at"), N_("The stages at which a photo of the cake is asked for.")),
    "qc_reasons": (
        N_("Reasons to send back"),
        N_("Up to nine, each with a digit and a barcode of its own. Print the command sheet anew after a change."),
    ),
    "shift_needed": (N_("Shift needed"), N_("Whether work is given only to people who have clocked in.")),
    "complete_on_pack": (
        N_("Packed is handed over"),
        N_("Whether an order is over as soon as all of it is packed, without a scan at the counter."),
    ),
    "split_up_to": (
        N_("Tickets of their own up to"),
        N_("So many pieces of one line get a ticket each; a line of more is one ticket for the batch."),
    ),
    "retention_days": (
        N_("Days kept"),
        N_("How long finished labels, and scans that nothing matched, are remembered here. The journal keeps 30 days."),
    ),
    "archive_days": (
        N_("Days closed orders stay"),
        N_(
            "After so many days without a change they leave the terminals; the hub keeps them. Without a hub they stay."
        ),
    ),
    "late_warning_minutes": (
        N_("Warning before late"),
        N_("Minutes before its time at which a cake that is not ready begins to be marked."),
    ),
    "idle_sign_out_minutes": (
        N_("Sign-out when idle"),
        N_("Minutes without a key or a scan after which a person is signed out; 0 is never."),
    ),
    "lead_days": (
        N_("Days to make an order"),
        N_("An order that is taken down for sooner is asked about once more; 0 is the same day."),
    ),
    "closed_weekdays": (
        N_("Closed on"),
        N_("Weekdays on which nobody is here: an order for such a day is asked about once more."),
    ),
    "check_bom": (
        N_("Stock by ingredients"),
        N_("Whether a product without stock of its own can be sold only as far as its ingredients last."),
    ),
    "active": (
        N_("Store is open for business"),
        N_("A store that rests for a while gets no forecasts, and nothing is bought for it."),
    ),
    "country": (
        N_("Public holidays of"),
        N_("The country whose public holidays are kept here, in two letters, like DE; empty is that of the language."),
    ),
    "region": (
        N_("Holidays of the region"),
        N_("The part of the country with holidays of its own, in its short form, like BW or NSW; empty is none."),
    ),
    "health_drop": (
        N_("Data health alert"),
        N_("Points by which the health of the sales data has to fall before people are told."),
    ),
}
_UNITS = {
    "retention_days": N_("{n} days"),
    "archive_days": N_("{n} days"),
    "lead_days": N_("{n} days"),
    "late_warning_minutes": N_("{n} min"),
    "idle_sign_out_minutes": N_("{n} min"),
}
ELSEWHERE = frozenset(("storage_places", "flavours", "clock_12h", "language"))
"""Policies that stand in other sections."""


class PoliciesSection(Section):
    """One line a policy."""

    title = N_("Policies")
    about = N_("What is allowed here, and what is asked for")
    commands = ("set_policies",)

    def lines(self) -> list[Line]:
        """In the order in which they matter."""
        values = self._values()
        return [
            Line(name, _(label), _shown(name, values[name]), _(meaning)) for name, (label, meaning) in POLICIES.items()
        ]

    def change(self, key: str) -> None:
        """By its kind."""
        label, _meaning = POLICIES[key]
        if key == "closed_weekdays":
            self.room.fill(week_form(_(label), self._values()[key], lambda days: self._set(key, days)))
            return
        check = _check(key)
        form = value_form(
            _(label), _(label), self._values()[key], lambda v: self._set(key, v), choices=_choices(key), check=check
        )
        self.room.fill(form)

    def _values(self) -> dict[str, Any]:
        from data.organization.policies import policies_of

        return asdict(policies_of(self.setup.store))

    def _set(self, name: str, value: Any) -> None:
        label, _meaning = POLICIES[name]
        self.set_policy(name, value, f"{_(label)}: {_shown(name, value)}")


def _shown(name: str, value: Any) -> str:
    if name == "closed_weekdays":
        value = tuple(_(day) for day in value)
    words = in_words(value, _choices(name))
    return _(_UNITS[name]).format(n=words) if name in _UNITS else words


def _choices(name: str) -> Choices:
    if name != "scan_ahead":
        return ()
    return (("deny", _("never")), ("one", _("one station")), ("any", _("any station, by a supervisor beyond one")))


def _check(name: str) -> Check | None:
    from data.organization.policies import BOUNDS

    return within(*BOUNDS[name]) if name in BOUNDS else _CHECKS.get(name)


def _stage_trouble(text: str) -> str | None:
    from data.kitchen.stages import STATIONS

    names = ", ".join(STATIONS)
    return None if text in STATIONS else _("One of {names}").format(names=names)


def _reason_trouble(text: str) -> str | None:
    from data.organization.policies import LONGEST_QC_REASON

    return _("At most {n} characters").format(n=LONGEST_QC_REASON) if len(text) > LONGEST_QC_REASON else None


_CHECKS = {
    "photo_stages": _stage_trouble,
    "qc_reasons": _reason_trouble,
}

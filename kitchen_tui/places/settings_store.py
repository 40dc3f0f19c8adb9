"""This store: its name and country, and how its screens write times and texts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.settings_section import Line, Section
from kitchen_tui.texts import N_, _, languages
from kitchen_tui.widgets.said import Said

_SHORT, _LETTER = "short", "letter"
_CLOCKS = (("no", N_("24 hours")), ("yes", N_("am and pm")))


class StoreSection(Section):
    """What cannot be changed any more is shown all the same."""

    title = N_("This store")
    about = N_("Name, country, clock and language")
    commands = ("edit_store", "set_policies")

    def lines(self) -> list[Line]:
        """As people call it first, as machines do last."""
        store, policies = self.setup.store, self._policies()
        fixed = _("It stays: there are orders.") if self.setup.ordered else _("It stays once there are orders.")
        clock = _(dict(_CLOCKS)["yes" if policies.clock_12h else "no"])
        return [
            Line("title", _("Name"), store.name, _("Stands on labels, sheets and screens.")),
            Line("timezone", _("Time zone"), store.timezone, _("Written like Australia/Sydney.")),
            Line("locale", _("Country"), store.locale, _("Language and country, like en_AU: days, times and amounts.")),
            Line("clock_12h", _("Clock"), clock, _("How times are written on the screens.")),
            Line("language", _("Language"), _spoken(policies.language), _("Of the texts on the screens.")),
            Line("currency", _("Currency"), store.currency, fixed),
            Line(_SHORT, _("Short name"), store.id, _("Begins the numbers of its orders; it never changes.")),
            Line(_LETTER, _("Letter"), store.letter, _("Begins its barcodes; it never changes.")),
        ]

    def summary(self) -> str:
        """Its name."""
        return self.setup.store.name

    def change(self, key: str) -> None:
        """Each by a form of one line."""
        if key == "clock_12h":
            kinds = [(value, _(words)) for value, words in _CLOCKS]
            now = "yes" if self._policies().clock_12h else "no"
            self._fill(key, Ask("value", _("Clock"), now, choices=kinds))
        elif key == "language":
            self._fill(key, Ask("value", _("Language"), self._policies().language, choices=_languages()))
        elif key in ("title", "timezone", "locale") or (key == "currency" and not self.setup.ordered):
            line = next(line for line in self.listing.items if line.key == key)
            check = {"timezone": _zone_trouble, "locale": _country_trouble}.get(key)
            self._fill(key, Ask("value", line.label, line.value, needed=True, check=check))
        else:
            line = next(line for line in self.listing.items if line.key == key)
            self.room.say(Said("no", N_("NOT POSSIBLE"), says=line.meaning))

    def _fill(self, key: str, ask: Ask) -> None:
        set_it = self._set_policy if key in ("clock_12h", "language") else self._edit
        self.room.fill(Form(ask.label, [ask], lambda values: set_it(key, values["value"])))

    def _edit(self, key: str, text: str) -> None:
        from data.orders.configuring import EditStore

        store = self.setup.store
        as_it_is = EditStore(store.id, store.name, store.timezone, store.currency, store.locale)
        self.room.do(replace(as_it_is, **{key: text}))

    def _set_policy(self, key: str, text: str) -> None:
        value: Any = text == "yes" if key == "clock_12h" else text
        line = next(line for line in self.listing.items if line.key == key)
        kinds = dict(_CLOCKS if key == "clock_12h" else _languages())
        self.set_policy(key, value, f"{line.label}: {_(kinds[text])}")

    def _policies(self) -> Any:
        from data.organization.policies import policies_of

        return policies_of(self.setup.store)


def _languages() -> tuple[tuple[str, str], ...]:
    return (("", _("that of the country")), *languages().items())


def _spoken(language: str) -> str:
    return dict(_languages()).get(language, language)


def _country_trouble(text: str) -> str | None:
    from kitchen_tui.countries import is_known

    return None if is_known(text) else _("There is no such country: write it like en_AU")


def _zone_trouble(text: str) -> str | None:
    from data.core.clock import known_zone

    return None if known_zone(text) else _("There is no such zone: write it like Australia/Sydney")

"""The printers of this terminal, and the terminals of the organization."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.deeds import Deed
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.listing import Column
from kitchen_tui.places.settings_section import Line, Section
from kitchen_tui.places.settings_values import whole_number
from kitchen_tui.texts import N_, _, ngettext, sentence

if TYPE_CHECKING:
    from data.organization.printer import AddPrinter, Printer
    from data.organization.store import Terminal

_PRINTS = {"all": N_("everything"), "ticket": N_("ticket labels"), "packing": N_("packing labels")}
_DEEDS = (
    Deed("add", ("f6",), "F6", N_("new"), N_("A printer of this terminal")),
    Deed("remove", ("f9",), "F9", N_("remove"), N_("The chosen printer is gone")),
)


class PrintersSection(Section):
    """A printer a line."""

    title = N_("Printers")
    about = N_("The label printers of this terminal")
    commands = ("add_printer",)
    columns = (Column(N_("Printer"), 20), Column(N_("Where"), 28, grow=True))
    empty = N_("No printer. F6 adds one")

    def lines(self) -> list[Line]:
        """What each prints stands beneath the list."""
        return [Line(p.name, p.name, p.address, _told(p)) for p in self.setup.printers]

    def summary(self) -> str:
        """How many."""
        count = len(self.setup.printers)
        return ngettext("{n} printer", "{n} printers", count).format(n=regional.number(count))

    def deeds(self) -> Sequence[Deed]:
        """One must be there to go."""
        return _DEEDS if self.listing.items else _DEEDS[:1]

    def change(self, key: str) -> None:
        """Everything but its name."""
        from data.organization.printer import settings_of

        printer = next(p for p in self.setup.printers if p.name == key)
        self._fill(key, settings_of(printer), self._asks(printer))

    def do_add(self) -> None:
        """A form with a name."""
        from data.organization.printer import AddPrinter

        name = Ask("printer", _("Name"), needed=True, hint=_("like packer-1"))
        blank = AddPrinter(self.setup.here, "", "", "")
        self._fill(_("A new printer"), blank, [name, *self._asks(None)])

    def do_remove(self) -> None:
        """Labels that were asked for there by name wait until somebody says where else. Asked once more: what was set
        of it is gone with it."""
        from data.organization.printer import RemovePrinter

        line = self.listing.chosen
        if line is not None:
            gone = RemovePrinter(self.setup.here, line.key)
            title = _("Remove {printer}").format(printer=line.label)
            self.room.fill(Form(title, (), lambda _values: self.room.do(gone), saves=_("Yes, it is gone")))

    def _fill(self, title: str, before: AddPrinter, asks: list[Ask]) -> None:
        def done(values: Mapping[str, str]) -> tuple[str, str] | None:
            return self._saved(replace(before, printer=values.get("printer", before.printer)), values)

        self.room.fill(Form(title, asks, done))

    def _saved(self, before: AddPrinter, values: Mapping[str, str]) -> tuple[str, str] | None:
        from hardware.label.profile import PROFILES
        from kitchen_tui.printer_settings import printer_trouble

        profile, address, page = values["profile"], values["address"], values["code_page"] or None
        width, dpi = _number(values["width_mm"]), _number(values["dpi"])
        wrong = printer_trouble(address, profile, page, width, dpi)
        if wrong is not None:
            return wrong[0], sentence(wrong[1])
        command = replace(
            before,
            address=address,
            profile=profile,
            prints=values["prints"],
            backup=values["backup"] or None,
            code_page=page,
            cutter=PROFILES[profile].cutter and values["cutter"] == "yes",
            width_mm=width,
            dpi=dpi,
        )
        self.room.do(command)
        return None

    def _asks(self, of: Printer | None) -> list[Ask]:
        from hardware.label.profile import PROFILES
        from hardware.label.spelling import PAGES

        others = [(p.name, p.name) for p in self.setup.printers if of is None or p.name != of.name]
        no_backup, own_page = ("", _("nobody")), ("", _("that of the paper"))
        return [
            Ask("address", _("Where"), of.address if of else "", "tcp:192.168.1.50", needed=True),
            Ask("profile", _("Paper"), of.profile if of else "", choices=[(name, name) for name in PROFILES]),
            Ask("prints", _("Prints"), of.prints if of else "all", choices=[(k, _(v)) for k, v in _PRINTS.items()]),
            Ask("backup", _("If it cannot"), (of.backup if of else "") or "", choices=[no_backup, *others]),
            Ask("cutter", _("Cuts"), "no" if of and not of.cutter else "yes", choices=_yes_no()),
            Ask("code_page", _("Letters"), (of.code_page if of else "") or "", choices=[own_page, *_same(PAGES)]),
            Ask("width_mm", _("Width, mm"), _text(of.width_mm if of else None), _("all of it"), check=whole_number),
            Ask("dpi", _("Dots an inch"), _text(of.dpi if of else None), _("that of the paper"), check=whole_number),
        ]


class TerminalsSection(Section):
    """A terminal a line."""

    title = N_("Terminals")
    about = N_("The machines that scan, and where each stands")
    commands = ("set_station",)
    columns = (Column(N_("Terminal"), 24), Column(N_("Stands at"), 24, grow=True))

    def lines(self) -> list[Line]:
        """By their numbers."""
        names = {store.id: store.name for store in self.setup.stores}
        return [
            Line(t.id, self._name(t), f"{_(t.station)}, {names.get(t.store_id, t.store_id)}", self._meaning(t))
            for t in self.setup.terminals
        ]

    def summary(self) -> str:
        """How many."""
        count = len(self.setup.terminals)
        return ngettext("{n} terminal", "{n} terminals", count).format(n=regional.number(count))

    def change(self, key: str) -> None:
        """Its station and its store."""
        from data.kitchen.stages import STATIONS

        terminal = next(t for t in self.setup.terminals if t.id == key)
        asks = [
            Ask("station", _("Stands at"), terminal.station, choices=[(s, _(s)) for s in STATIONS]),
            Ask("store", _("Store"), terminal.store_id, choices=[(s.id, s.name) for s in self.setup.stores]),
        ]
        self.room.fill(Form(terminal.name, asks, lambda values: self._move(terminal, values)))

    def _move(self, terminal: Terminal, values: Mapping[str, str]) -> None:
        from data.organization.commands import SetStation

        self.room.do(SetStation(terminal.id, values["store"], values["station"]))

    def _name(self, terminal: Terminal) -> str:
        return f"{terminal.number:2}  {terminal.name}"

    def _meaning(self, terminal: Terminal) -> str:
        begins = _("Numbers of orders taken there begin with P{number:02d}.").format(number=terminal.number)
        return f"{_('This terminal.')} {begins}" if terminal.id == self.setup.here else begins


def _told(printer: Printer) -> str:
    told = _("{paper}, prints {what}").format(paper=printer.profile, what=_(_PRINTS[printer.prints]))
    return _("{told}; if it cannot, {other} does").format(told=told, other=printer.backup) if printer.backup else told


def _number(text: str) -> int | None:
    return int(text) if text else None


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _yes_no() -> list[tuple[str, str]]:
    return [("yes", _("yes")), ("no", _("no"))]


def _same(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]

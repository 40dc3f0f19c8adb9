"""What can be done at a station besides scanning: one table for keys, the line of keys, and the help page."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from data.kitchen.stages import PACKING
from kitchen_tui.texts import N_, _


class Deed(NamedTuple):
    """`name` is what happens, `keys` press it, `label` stands in the line of keys (of the station `at`, if it is one's
    alone), `help` is a sentence."""

    name: str
    keys: tuple[str, ...]
    shown: str
    label: str
    help: str
    at: str = ""

    @property
    def key(self) -> str:
        """What is written on its key, in the language of this terminal."""
        return self.shown.replace("Ctrl+", _("Ctrl+")) if self.shown.startswith("Ctrl+") else _(self.shown)

    def beside(self, taken: Collection[str]) -> Deed:
        """Told by a key of its own that is not `taken`, if there is one."""
        free = [key for key in self.keys if key not in taken]
        return self if self.keys[0] not in taken or not free else self._replace(shown=free[0].title())


OF_PLACES = frozenset(("f5", "f6", "f7", "f8", "f9", "f11"))
"""At a place these are its own, or nothing: whoever presses one twice must not take her work back by that."""
DEEDS = (
    Deed("filling", ("f1",), "F1", "", N_("Work at Filling")),
    Deed("covering", ("f2",), "F2", "", N_("Work at Covering")),
    Deed("decorating", ("f3",), "F3", "", N_("Work at Decorating")),
    Deed("packing", ("f4",), "F4", "", N_("Work at Packing")),
    Deed("mine", ("f5",), "F5", N_("mine"), N_("Only my tickets, or all again")),
    Deed("unassigned", ("f6",), "F6", N_("free"), N_("Only tickets that nobody has, or all again")),
    Deed("all_day", ("f7",), "F7", N_("all day"), N_("How many of each thing are still to be made here")),
    Deed("undo", ("f8", "ctrl+z"), "F8", N_("undo"), N_("Undo: take back my last action (two minutes; also Ctrl+Z)")),
    Deed("label", ("f9",), "F9", N_("label"), N_("Print the label of the ticket that is shown")),
    Deed(
        "sign_out",
        ("f10", "ctrl+o"),
        "F10",
        N_("sign out"),
        N_("Sign out (also Ctrl+O); another badge takes over at once"),
    ),
    Deed("take", ("f11", "ctrl+t"), "F11", N_("take it"), N_("The ticket that is shown is mine now (also Ctrl+T)")),
    Deed("more", ("f12", "ctrl+e"), "F12", N_("more"), N_("All of the ticket that is shown (also Ctrl+E)")),
    Deed("tick", (" ",), N_("Space"), N_("tick"), N_("At Packing: the next thing on the checklist is right"), PACKING),
    Deed(
        "send_back",
        ("ctrl+r", "delete"),
        "Ctrl+R",
        N_("back"),
        N_("From Packing back to Decorating, and why (also Del)"),
        PACKING,
    ),
    Deed("preview", ("ctrl+p",), "Ctrl+P", "", N_("See the label of the ticket that is shown")),
    Deed(
        "palette",
        ("ctrl+k",),
        "Ctrl+K",
        N_("menu"),
        N_("Find anything to do or to look at: board, orders, stock, people"),
    ),
    Deed("jump", ("ctrl+g",), "Ctrl+G", "", N_("A letter on everything that can be clicked: press it")),
    Deed("set_up", ("ctrl+u",), "Ctrl+U", "", N_("Set up scanners and printers; how everything here is")),
    Deed("yes", ("enter", "y", "Y"), N_("Enter"), "", N_("Yes to a question, as scanning again (also y)")),
    Deed("back", ("escape", "n", "N"), N_("Esc"), N_("back"), N_("No to a question; back to what comes next (also n)")),
    Deed("up", ("up",), N_("Up"), "", N_("Look at the ticket above")),
    Deed("down", ("down",), N_("Down"), "", N_("Look at the ticket below")),
    Deed("page_up", ("pageup",), N_("PgUp"), "", N_("A page up")),
    Deed("page_down", ("pagedown",), N_("PgDn"), "", N_("A page down")),
    Deed("top", ("home",), N_("Home"), "", N_("Back to the first ticket")),
    Deed("help", ("?",), "?", N_("help"), N_("This page")),
    Deed("redraw", ("ctrl+l",), "Ctrl+L", "", N_("Draw the screen anew")),
    Deed("quit", ("ctrl+q",), "Ctrl+Q", "", N_("Leave the program")),
)

BY_KEY = {key: deed.name for deed in DEEDS for key in deed.keys}

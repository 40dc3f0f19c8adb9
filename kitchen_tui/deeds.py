"""What can be done at a station besides scanning: one table for keys, the line of keys, and the help page."""

from __future__ import annotations

from typing import NamedTuple

from data.kitchen.stages import PACKING


class Deed(NamedTuple):
    """`name` is what happens, `keys` press it, `label` stands in the line of keys (of the station `at`, if it is one's
    alone), `help` is a sentence."""

    name: str
    keys: tuple[str, ...]
    shown: str
    label: str
    help: str
    at: str = ""


DEEDS = (
    Deed("filling", ("f1",), "F1", "", "Work at Filling"),
    Deed("covering", ("f2",), "F2", "", "Work at Covering"),
    Deed("decorating", ("f3",), "F3", "", "Work at Decorating"),
    Deed("packing", ("f4",), "F4", "", "Work at Packing"),
    Deed("mine", ("f5",), "F5", "mine", "Only my tickets, or all again"),
    Deed("unassigned", ("f6",), "F6", "free", "Only tickets that nobody has, or all again"),
    Deed("all_day", ("f7",), "F7", "all day", "How many of each thing are still to be made here"),
    Deed("undo", ("f8",), "F8", "undo", "Take back my last action (two minutes)"),
    Deed("label", ("f9",), "F9", "label", "Print the label of the ticket that is shown"),
    Deed("sign_out", ("f10", "ctrl+o"), "F10", "sign out", "Sign out (also Ctrl+O); another badge takes over at once"),
    Deed("take", ("f11", "ctrl+t"), "F11", "take it", "The ticket that is shown is mine now (also Ctrl+T)"),
    Deed("more", ("f12", "ctrl+e"), "F12", "more", "All of the ticket that is shown (also Ctrl+E)"),
    Deed("tick", (" ",), "Space", "tick", "At Packing: the next thing on the checklist is right", PACKING),
    Deed(
        "send_back",
        ("ctrl+r", "delete"),
        "Ctrl+R",
        "back",
        "From Packing back to Decorating, and why (also Del)",
        PACKING,
    ),
    Deed("preview", ("ctrl+p",), "Ctrl+P", "", "See the label of the ticket that is shown"),
    Deed("set_up", ("ctrl+u",), "Ctrl+U", "", "Set up scanners and printers; how everything here is"),
    Deed("yes", ("enter", "y", "Y"), "Enter", "", "Yes to a question, as scanning again (also y)"),
    Deed("back", ("escape", "n", "N"), "Esc", "", "No to a question; back to what comes next (also n)"),
    Deed("up", ("up",), "Up", "", "Look at the ticket above"),
    Deed("down", ("down",), "Down", "", "Look at the ticket below"),
    Deed("page_up", ("pageup",), "PgUp", "", "A page up"),
    Deed("page_down", ("pagedown",), "PgDn", "", "A page down"),
    Deed("top", ("home",), "Home", "", "Back to the first ticket"),
    Deed("help", ("?",), "?", "help", "This page"),
    Deed("redraw", ("ctrl+l",), "Ctrl+L", "", "Draw the screen anew"),
    Deed("quit", ("ctrl+q",), "Ctrl+Q", "", "Leave the program"),
)

BY_KEY = {key: deed.name for deed in DEEDS for key in deed.keys}

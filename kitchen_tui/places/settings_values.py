"""A value in words, and the form that changes it, by what kind of value it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kitchen_tui import regional
from kitchen_tui.places.form import Ask, Check, Form
from kitchen_tui.texts import N_, _

Choices = Sequence[tuple[str, str]]
"""Pairs of a value and its words, the words translated."""

MORE_LINES = 3
"""Empty lines below the texts of a list."""
_YES, _NO = "yes", "no"
_WEEK = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))


def in_words(value: Any, choices: Choices = ()) -> str:
    """As it stands in a list."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return regional.number(value)
    if isinstance(value, tuple):
        return ", ".join(value) if value else _("none")
    return next((words for given, words in choices if given == value), str(value))


def value_form(
    title: str,
    label: str,
    value: Any,
    done: Callable[[Any], None],
    *,
    choices: Choices = (),
    check: Check | None = None,
    needed: bool = False,
) -> Form:
    """One field (a list: one a text); `done` gets a value of the same kind. `needed`: a text may not be empty."""
    if isinstance(value, tuple):
        return _list_form(title, value, done, check)
    if isinstance(value, bool):
        yes = Ask("value", label, _YES if value else _NO, choices=((_YES, _("yes")), (_NO, _("no"))))
        return _one(title, yes, lambda text: done(text == _YES))
    if isinstance(value, int):
        return _one(
            title, Ask("value", label, str(value), needed=True, check=check or whole_number), lambda t: done(int(t))
        )
    return _one(title, Ask("value", label, value, choices=choices, check=check, needed=needed), done)


def week_form(title: str, closed: Sequence[str], done: Callable[[list[str]], None]) -> Form:
    """A line a weekday: open or closed; `done` gets those that are closed, by their English names."""
    kinds = ((_YES, _("open")), (_NO, _("closed")))
    asks = [Ask(day, _(day), _NO if day in closed else _YES, choices=kinds) for day in _WEEK]
    return Form(title, asks, lambda values: done([day for day in _WEEK if values[day] == _NO]))


def whole_number(text: str) -> str | None:
    """Why this is no number that a setting takes."""
    return None if text.isascii() and text.isdigit() and len(text) <= 6 else _("A whole number of up to six digits")


def within(least: int, most: int) -> Check:
    """Why this is no number from the least to the most."""

    def check(text: str) -> str | None:
        if whole_number(text) is None and least <= int(text) <= most:
            return None
        return _("A number from {least} to {most}").format(least=regional.number(least), most=regional.number(most))

    return check


def _one(title: str, ask: Ask, done: Callable[[str], None]) -> Form:
    return Form(title, [ask], lambda values: done(values["value"]))


def _list_form(title: str, texts: Sequence[str], done: Callable[[list[str]], None], check: Check | None) -> Form:
    """One text a line; a line that is emptied goes."""
    lines = [*texts, *[""] * MORE_LINES]
    asks = [Ask(str(n), f"{n + 1:2}", text, check=check) for n, text in enumerate(lines)]

    def kept(values: Mapping[str, str]) -> None:
        done([values[ask.name] for ask in asks if values[ask.name]])

    return Form(title, asks, kept)

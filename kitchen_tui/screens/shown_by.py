"""What the places of a terminal need of the screen that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from data.core.actor import Actor
    from kitchen_tui.desk import Desk
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.said import Said


class Screen(Protocol):
    """All of it on the screen's thread."""

    def show_place(self) -> None:
        """Something of the place has changed."""
        ...

    def act(self, work: Callable[[Desk, Actor], Verdict]) -> None:
        """Done on the clerk's thread."""
        ...

    def say_so(self, said: Said) -> None:
        """A word in the bar."""
        ...

    def copy(self, text: str) -> None:
        """Into the clipboard of whoever looks at this terminal."""
        ...

    @property
    def folder(self) -> Path:
        """Where this terminal's data lies."""
        ...

    def obey(self, deed: str) -> None:
        """A deed of the screen's own table."""
        ...

    @property
    def time(self) -> Clock | None:
        """The clock of the screen."""
        ...

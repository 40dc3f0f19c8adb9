"""What the places asked of the library: an answer that was overtaken by another question is shown to nobody."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kitchen_tui.hub_question import HubAnswer
    from kitchen_tui.library import Library
    from kitchen_tui.news import Known
    from kitchen_tui.places.place import Question


class Asked:
    """Each question of each place has its own turns."""

    def __init__(self, library: Library) -> None:
        """Nothing yet."""
        self._library = library
        self.turns: Counter[tuple[str, str]] = Counter()

    def ask(self, place: str, asked: Mapping[str, Question], names: tuple[str, ...]) -> None:
        """These questions of the place, or all of them."""
        for name in names or tuple(asked):
            if name in asked:
                self.turns[place, name] += 1
                self._library.ask(place, name, self.turns[place, name], asked[name])

    def ask_hub(self, place: str, name: str, answer: Callable[[], HubAnswer]) -> None:
        """The same of the hub."""
        self.turns[place, name] += 1
        self._library.ask_elsewhere(place, name, self.turns[place, name], answer)

    def is_latest(self, news: Known) -> bool:
        """Whether this answers what was asked last."""
        return news.turn == self.turns[news.place, news.name]

    def overtake_all(self) -> None:
        """Nothing that was asked so far is waited for."""
        self.turns.update(tuple(self.turns))

"""The thread that answers the questions of places, on a connection of its own: no scan waits for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kitchen_tui.jobs import Jobs
from kitchen_tui.news import Changed, Known, NotKnown

if TYPE_CHECKING:
    from textual.message import Message

    from kitchen_tui.places.place import Question
    from kitchen_tui.sight import Sight


class Library:
    """Its public methods are called from the screen's thread; the thread begins with the first question."""

    def __init__(
        self, open_sight: Callable[[], Sight], tell: Callable[[Message], None], keep: Callable[[BaseException], object]
    ) -> None:
        """`open_sight` is called on the library's own thread."""
        self._open_sight, self._tell, self.keep = open_sight, tell, keep
        self._jobs = Jobs(self._watch)
        self._thread = threading.Thread(target=self._run, name="library", daemon=True)
        self._opened: Sight | None = None
        self._version = 0

    def ask(self, place: str, name: str, turn: int, question: Question) -> None:
        """Answered by `Known` with the same place, name and turn; asked again before that, it is answered once."""
        self._jobs.ask(f"{place}.{name}", lambda: self._answer(place, name, turn, question))
        if self._thread.ident is None:
            self._thread.start()

    def ask_elsewhere(self, place: str, name: str, turn: int, answer: Callable[[], Any]) -> None:
        """What takes as long as a network does, on a thread of its own: no question of a place waits for it."""

        def wait() -> None:
            self._guarded(place, lambda: self._tell(Known(place, name, turn, answer())))

        threading.Thread(target=wait, name=f"{place}.{name}", daemon=True).start()

    def work(self, name: str, work: Callable[[Sight], Message]) -> None:
        """Something longer, such as a file of a list; what it answers is told."""
        self._jobs.ask(name, lambda: self._guarded(name, lambda: self._tell(work(self._sight()))))
        if self._thread.ident is None:
            self._thread.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """The question that is being answered is the last."""
        self._jobs.close()
        if self._thread.ident is not None:
            self._thread.join(patience_s)

    def _run(self) -> None:
        try:
            while (job := self._jobs.next()) is not None:
                job()
        finally:
            if self._opened is not None:
                self._opened.database.close()

    def _answer(self, place: str, name: str, turn: int, question: Question) -> None:
        self._guarded(place, lambda: self._tell(Known(place, name, turn, question(self._sight()))))

    def _guarded(self, about: str, work: Callable[[], Any]) -> None:
        from data.store.errors import StoreError

        try:
            work()
        except StoreError as trouble:
            self._tell(NotKnown(about, trouble.says))
        except Exception as trouble:
            self.keep(trouble)
            self._tell(NotKnown(about, f"This could not be looked up ({type(trouble).__name__})"))

    def _sight(self) -> Sight:
        """With the store's settings as they are now."""
        from data.organization.store import Store
        from data.store.database import StoredRows

        if self._opened is None:
            self._opened = self._open_sight()
            self._version = self._opened.database.data_version()
        seen = self._opened
        seen.store = StoredRows(seen.database).get(Store, seen.store.id) or seen.store
        return seen

    def _watch(self) -> None:
        """Has anybody changed anything, this terminal's own clerk included?"""
        from data.store.errors import StoreError

        if self._opened is None:
            return
        try:
            version = self._opened.database.data_version()
            if version == self._version:
                return
            self._opened.look_again()
        except StoreError:
            return  # the next question will say what is wrong with the disk
        self._version = version
        self._tell(Changed())

"""All that the clerk tells the screen, on one page. Values only: what a message holds never changes again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from data.core.actor import Actor
    from data.questions.queue import QueueLine
    from kitchen_tui.board import Standing, View
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.said import Said


class Opened(Message):
    """The store is open: who and where we are."""

    def __init__(self, store_id: str, store: str, zone: str, stage: str, late_minutes: int, idle_minutes: int) -> None:
        super().__init__()
        self.store_id, self.store, self.zone, self.stage = store_id, store, zone, stage
        self.late_minutes, self.idle_minutes = late_minutes, idle_minutes


class NotOpened(Message):
    """There is no store to work with; the sentence says what to do."""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says


class SignedIn(Message):
    """Somebody stands here."""

    def __init__(self, actor: Actor, says: str) -> None:
        super().__init__()
        self.actor, self.says = actor, says


class SignedOut(Message):
    """Nobody stands here any more."""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says


class NotSignedIn(Message):
    """A badge or PIN did not open; `wait_ms` is how long the next PIN is not heard."""

    def __init__(self, code: str, says: str, wait_ms: int = 0) -> None:
        super().__init__()
        self.code, self.says, self.wait_ms = code, says, wait_ms


class Answered(Message):
    """The answer to a scan (of `text`) or a key. `line` is the ticket as a queue shows it, when one was meant; the
    standings tell how it moved, when it did."""

    def __init__(
        self,
        verdict: Verdict,
        line: QueueLine | None = None,
        before: Standing | None = None,
        after: Standing | None = None,
        text: str = "",
    ) -> None:
        super().__init__()
        self.verdict, self.line, self.before, self.after, self.text = verdict, line, before, after, text


class NotTaken(Message):
    """A scan that did not become a job, told in its turn: what was scanned before it is answered first."""

    def __init__(self, said: Said) -> None:
        super().__init__()
        self.said = said


class Told(Message):
    """One part of a board, as the database has it: `lines`, `counts`, `all_day` or `due`."""

    def __init__(self, view: View, part: str, value: Any) -> None:
        super().__init__()
        self.view, self.part, self.value = view, part, value


class Gone(Message):
    """The clerk has stopped: nothing can be recorded here any more."""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says

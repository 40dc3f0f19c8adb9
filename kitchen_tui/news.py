"""All that the clerk tells the screen, on one page. Values only: what a message holds never changes again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.message import Message

if TYPE_CHECKING:
    from data.core.actor import Actor
    from data.questions.queue import QueueLine
    from data.questions.standing import HubStanding
    from kitchen_tui.board import Standing, View
    from kitchen_tui.places.place import Code
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.said import Said


class Shop(NamedTuple):
    """A store as its screens need it; the same question is asked again whenever something has changed."""

    store_id: str
    store: str
    zone: str
    currency: str
    locale: str
    language: str
    clock_12h: bool
    late_minutes: int
    idle_minutes: int
    reasons: tuple[str, ...]


class Opened(Message):
    """The store is open: who and where we are."""

    def __init__(self, shop: Shop, stage: str) -> None:
        super().__init__()
        self.shop, self.stage = shop, stage


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
    standings tell how it moved, when it did; `waits` when what a command barcode asked for is still to be scanned."""

    def __init__(
        self,
        verdict: Verdict,
        line: QueueLine | None = None,
        before: Standing | None = None,
        after: Standing | None = None,
        text: str = "",
        *,
        waits: bool = False,
    ) -> None:
        super().__init__()
        self.verdict, self.line, self.before, self.after, self.text = verdict, line, before, after, text
        self.waits = waits


class Moved(Message):
    """A command barcode brought this screen to another station."""

    def __init__(self, stage: str, says: str) -> None:
        super().__init__()
        self.stage, self.says = stage, says


class Previewed(Message):
    """A label as it would be printed: the lines of its drawing, and the paper it was drawn for."""

    def __init__(self, ticket_id: str, code: str, paper: str, drawn: list[str]) -> None:
        super().__init__()
        self.ticket_id = ticket_id
        self.code, self.paper, self.drawn = code, paper, drawn


class NotTaken(Message):
    """A scan that did not become a job, told in its turn: what was scanned before it is answered first."""

    def __init__(self, said: Said) -> None:
        super().__init__()
        self.said = said


LABELS = "labels"
SHOP = "shop"
WAITING = "waiting"
"""Orders that are held, and what else a supervisor has to see."""


class Told(Message):
    """One part of a board, as the database has it: `lines`, `counts`, `all_day`, `due` or LABELS (`LabelsHere`)."""

    def __init__(self, view: View, part: str, value: Any) -> None:
        super().__init__()
        self.view, self.part, self.value = view, part, value


class Printing(Message):
    """What the printing process tells: a line of it, as it came."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__()
        self.told = told


class ScannerTold(Message):
    """A serial scanner is there (`trouble` is empty), or what is wrong with it."""

    def __init__(self, scanner: str, trouble: str) -> None:
        super().__init__()
        self.scanner, self.trouble = scanner, trouble


class SerialHeard(Message):
    """A code of a serial scanner; the time is of the clock that events carry."""

    def __init__(self, text: str, scanner: str, at_ms: int) -> None:
        super().__init__()
        self.text, self.scanner, self.at_ms = text, scanner, at_ms


class Overtaken(Message):
    """The ticket that was told last is not what it was: somebody else, or the shop, has changed it. `asked` when it was
    asked something about: that is asked no more."""

    def __init__(self, line: QueueLine | None, ticket_id: str, code: str, *, asked: bool) -> None:
        super().__init__()
        self.line, self.ticket_id, self.code, self.asked = line, ticket_id, code, asked


class HubTold(Message):
    """How this terminal stands to its hub; None when it has none. `alone`: it has not heard it for so long that it
    changes nothing that others rely on."""

    def __init__(self, standing: HubStanding | None, *, alone: bool = False) -> None:
        super().__init__()
        self.standing, self.alone = standing, alone


class Gone(Message):
    """The clerk has stopped: nothing can be recorded here any more."""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says


class Known(Message):
    """The answer to a question of a place; `turn` tells the newest from one that was overtaken."""

    def __init__(self, place: str, name: str, turn: int, value: Any) -> None:
        super().__init__()
        self.place, self.name, self.turn, self.value = place, name, turn, value


class NotKnown(Message):
    """A question could not be answered, and why."""

    def __init__(self, about: str, says: str) -> None:
        super().__init__()
        self.about, self.says = about, says


class Changed(Message):
    """Somebody has changed something in the store: what is shown may be old."""


class Read(Message):
    """What a scan at a place may mean; `text` is as it was scanned, should the place not take it."""

    def __init__(self, code: Code, text: str) -> None:
        super().__init__()
        self.code, self.text = code, text


class Written(Message):
    """A list was written to a file, but for so many lines; or `trouble` says why it was not."""

    def __init__(self, path: str, trouble: str = "", *, left_out: int = 0) -> None:
        super().__init__()
        self.path, self.trouble, self.left_out = path, trouble, left_out

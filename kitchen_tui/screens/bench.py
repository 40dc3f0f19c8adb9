"""A bench and what stands on its screen: the board, the ticket in the hand, the last word, the clock."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from data.core.clock import known_zone
from data.kitchen.stages import PACKING
from hardware.scan.rate import RateLimit
from hardware.scan.repeat import RepeatFilter
from hardware.scan.secrecy import FEW, may_be_secret
from kitchen_tui import bells
from kitchen_tui.board import Board, View
from kitchen_tui.cells import cut
from kitchen_tui.checklist import Checklist
from kitchen_tui.devices import Devices
from kitchen_tui.scanner_settings import read_scanners, wedge_settings
from kitchen_tui.screens.entrance import Entrance
from kitchen_tui.screens.face import Face
from kitchen_tui.screens.listening import now_ms
from kitchen_tui.screens.ringing import Ringing
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets import said as words
from kitchen_tui.widgets.due import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Resize

    from data.core.actor import Actor
    from data.core.clock import Instant
    from data.questions.queue import QueueLine
    from data.questions.standing import HubStanding
    from kitchen_tui.clerk import Clerk
    from kitchen_tui.hub_words import HubWords
    from kitchen_tui.news import Shop
    from kitchen_tui.widgets.glyphs import Glyphs
    from kitchen_tui.widgets.said import Said

NARROW, WIDE, SHORT, TALL = 90, 140, 24, 40
_PATIENCE_MS = 600
"""Whoever has not been answered by then is told to wait."""


class Bench(Ringing):
    """It asks nothing of the database: the clerk does, and tells."""

    def __init__(
        self,
        clerk: Clerk,
        glyphs: Glyphs,
        now: Callable[[], Instant],
        stage: str = "",
        hint: str = "",
        folder: Path = Path(),
    ) -> None:
        """`stage` may be empty until the store is open: the terminal's own station then. In `folder` lies what was
        learned of the scanners."""
        self.folder, self._scanners = folder, read_scanners(folder)
        super().__init__(wedge_settings(self._scanners), folder)
        self._clerk, self._now, self.face = clerk, now, Face(glyphs)
        self.stage = stage
        self.board = Board("", View(stage))
        self.person: Actor | None = None
        self.said: Said = words.STARTING
        self._said_ms = 0
        self._invitation = words.READY
        self._asked: Said | None = None
        """What a command barcode asks for: it comes back on the screen when something else was said meanwhile."""
        self._asked_ms = 0
        self._opened: Shop | None = None
        self._gone, self._at_the_door = "", words.at_the_door(hint)
        self._entrance = Entrance()
        self._rate, self._repeats = RateLimit(), RepeatFilter()
        self._held: QueueLine | None = None
        self._sent_back: QueueLine | None = None
        self._chosen: str | None = None
        self.hub: HubStanding | None = None
        """None for a terminal that is its own authority."""
        self.devices = Devices()
        self.devices.scanners_file = self._scanners.trouble
        self.checklist = self.face.card.checklist = Checklist()
        self._clock: Clock | None = None

    def compose(self) -> ComposeResult:
        """The face, laid out for this terminal at once: what is painted first is not painted again in another shape."""
        self._lay_out(*self.app.size, update=False)
        yield from self.face.widgets()

    def on_mount(self) -> None:
        """One beat a second moves the clock, the countdowns and what has run out."""
        self.set_interval(1.0, self._beat)
        self._show()

    def on_resize(self, event: Resize) -> None:
        """The layout follows the size."""
        self._lay_out(*event.size)
        self._make_room()

    def _lay_out(self, width: int, height: int, *, update: bool = True) -> None:
        """By classes."""
        self.set_class(width < NARROW, "-narrow", update=update)
        self.set_class(width >= WIDE, "-wide", update=update)
        self.set_class(height < SHORT, "-short", update=update)
        self.set_class(height >= TALL, "-tall", update=update)

    def _make_room(self) -> None:
        """What is wrong with a printer is read whole on a narrow screen, too."""
        self.set_class(self.face.trouble.is_long(self.size.width), "-long-trouble")

    def typing(self, text: str) -> None:
        """What stands in the field, as far as anybody may see it."""
        entrance = self._entrance
        hidden_from = FEW if self._may_not_be_read(text) else None
        if self.person is None and (entrance.number is not None or text.isdigit()):
            hidden_from = entrance.hidden_from
        self.face.show_field(text, self._asks_for(), hidden_from)

    def _may_not_be_read(self, text: str) -> bool:
        """Whether it may be most of a secret."""
        return may_be_secret(text)

    def _asks_for(self) -> str:
        """What stands before the field."""
        return self._entrance.prompt

    @property
    def asks(self) -> bool:
        """Whether a question is open, on the screen or behind what stands there."""
        return bool(self.said.question) or (self._asked is not None and self._entrance.number is None)

    def _leave_question(self) -> None:
        self._clerk.dismiss()
        self._forget_question()

    def _forget_question(self) -> None:
        self._asked = None
        self._repeats.confirm_ended()
        self._be_quiet()

    def _shown_ticket(self) -> QueueLine | None:
        if self._held is not None:
            return self._held
        at = self.board.place_of(self._chosen)
        if at is None and self.board.view.stage == PACKING:
            at = self.board.place_of(self.checklist.ticket_id)
        return self.board.next() if at is None else self.board.lines[at]

    def _say(self, said: Said) -> None:
        self._set_said(said)
        self._show()

    def _set_said(self, said: Said) -> None:
        """Shows a verdict; it is taken away when its time is over, unless another one came."""
        self.said, self._said_ms = said, now_ms()
        self.set_class(said.large, "-stop")
        if said.shown_ms is not None:
            self.set_timer(said.shown_ms / 1000, partial(self._time_is_over, said, self._said_ms))
        self.face.show_said(said, self._seconds_left())

    def _time_is_over(self, said: Said, since_ms: int) -> None:
        if self.said is said and self._said_ms == since_ms:
            self._be_quiet()

    def _be_quiet(self) -> None:
        """The verdict's time is over: back to what comes next."""
        self._held = None
        if self._gone:
            self._say(words.nothing_works(self._gone))
        elif self._entrance.number is not None:
            self._say(words.PIN)
        elif self._asked is not None and (left_ms := self._asked_ms + words.FOLLOWS_MS - now_ms()) > 0:
            self._say(self._asked._replace(shown_ms=left_ms))
        else:
            self._asked = None
            self._say(self._lateness.said or (self._invite() if self.person is not None else self._at_the_door))

    def ready(self) -> Said:
        """What one can do now."""
        return words.READY

    def _invite(self) -> Said:
        self._invitation = self.ready()
        return self._invitation

    def _tell_late(self) -> None:
        self._beep(bells.LATE)
        if self.said in (self._invitation, self._at_the_door) or self.said.headline == "LATE":
            self._be_quiet()

    def _beat(self) -> None:
        """Once a second."""
        if not self._clerk.alive and not self._gone and self._opened is not None:
            self._gone = _("This station has stopped: start it again")
            self._say(words.nothing_works(self._gone))
        self._beat_behind()
        idle_minutes = self._opened.idle_minutes if self._opened is not None else 0
        if self.person is not None and idle_minutes and self.quiet_ms >= idle_minutes * 60_000:
            self._clerk.sign_out(_("Nobody scanned for {n} minutes").format(n=idle_minutes))
        if self._tell_time():
            self._show()
        else:
            self.face.show_said(self.said, self._seconds_left())
            self.face.show_hub(self._hub_words())

    def _beat_behind(self) -> None:
        """Whoever waits is told so."""
        if self._clerk.behind_ms > _PATIENCE_MS:
            self._say(words.NEWS_FIRST if self._takes_news() else words.WAITING)
        elif self.said in (words.WAITING, words.NEWS_FIRST):
            self._be_quiet()

    def _takes_news(self) -> bool:
        """Whether scans wait until it is in its place."""
        return self.hub is not None and self.hub.swap_since is not None

    def _hub_words(self) -> HubWords | None:
        if self.hub is None:
            return None
        from kitchen_tui.hub_words import words_of

        zone = self._opened.zone if self._opened is not None else ""
        return words_of(self.hub, self._now(), now_ms(), zone, self.face.glyphs.dot)

    def _tell_time(self) -> bool:
        """Whether it is another minute; on another day the queue has another order."""
        if self._opened is None:
            return False
        before = self._clock
        clock = Clock(self._now(), self._opened.zone, self._opened.late_minutes * 60_000)
        if before is not None and before.now // 60_000 == clock.now // 60_000:
            return False
        self._clock = clock
        if self._lateness.passed(self.board.due, before, clock):
            self._tell_late()
        if before is not None and before.today() != clock.today():
            self._clerk.ask()
        return True

    def _seconds_left(self) -> int | None:
        said = self.said
        counted = said.wait_ms or (said.shown_ms if said.question else None)
        return None if counted is None else max(0, -(-(self._said_ms + counted - now_ms()) // 1000))

    def _show(self) -> None:
        """Draws everything; what did not change is not painted."""
        face, clock, board = self.face, self._clock, self.board
        hub = self._hub_words()
        hands = [hub.trouble] if hub is not None and hub.trouble else []
        troubles = [*hands, *self._clock_trouble(), *self.devices.troubles()]
        self.set_class(bool(troubles), "-trouble")
        face.show_devices(troubles, self.devices.summary())
        self._make_room()
        store = self._opened.store if self._opened is not None else ""
        face.show_said(self.said, self._seconds_left())
        face.show_card(self._shown_ticket(), self._title(), clock)
        at = board.place_of(self._chosen) if self._held is None else None
        face.show_board(board, clock, at)
        face.header.hub = hub
        face.show_header(self.heading(), store, self.person.name if self.person is not None else "", clock, board)
        self.typing(self.face.field.text)

    def _clock_trouble(self) -> list[str]:
        zone = self._opened.zone if self._opened is not None else ""
        if not zone or known_zone(zone):
            return []
        return [
            _("Time zone {zone} is not known here: times are UTC (Settings, This store)").format(zone=cut(zone, 24))
        ]

    def draw_all(self) -> None:
        """Everything anew, from its words on: the language may be another one."""
        for widget in self.face.all():
            widget.forget()
        self._show()

    def heading(self) -> str:
        """What this screen is."""
        return self.stage

    def _title(self) -> str:
        line = self._shown_ticket()
        if line is not None and self.stage == PACKING == line.stage and self.checklist.is_of(line):
            return N_("PACKING: CHECK ALL, THEN SCAN AGAIN")
        if self._held is not None:
            return N_("THIS TICKET")
        if self.board.place_of(self._chosen) is not None:
            return N_("LOOKING AT")
        if self.board.next() is not None:
            return N_("DO THIS NEXT")
        return N_("NOTHING TO DO HERE") if self.board.known else ""

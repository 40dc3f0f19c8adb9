"""The station: what to do next, the queue behind it, and the answer to every scan."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from hardware.scan.rate import RateLimit
from hardware.scan.repeat import RepeatFilter
from kitchen_tui.board import PAGE, Board, View
from kitchen_tui.deeds import BY_KEY
from kitchen_tui.screens.entrance import Entrance
from kitchen_tui.screens.face import Face
from kitchen_tui.screens.listening import Listening, now_ms
from kitchen_tui.screens.pages import all_day_page, help_page, ticket_page
from kitchen_tui.wedge_input import ALONE_MS
from kitchen_tui.widgets import said as words
from kitchen_tui.widgets.due import Clock
from kitchen_tui.widgets.said import Said
from kitchen_tui.widgets.stages import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.events import Resize

    from data.core.actor import Actor
    from data.core.clock import Instant
    from data.questions.queue import QueueLine
    from hardware.scan.wedge import Scan
    from kitchen_tui.clerk import Clerk
    from kitchen_tui.news import Answered, Gone, NotSignedIn, NotTaken, Opened, SignedIn, SignedOut, Told
    from kitchen_tui.widgets.glyphs import Glyphs
    from kitchen_tui.widgets.lines import Lines
    from kitchen_tui.widgets.overlay import Page

NARROW, WIDE, SHORT, TALL = 90, 140, 24, 40
_PATIENCE_MS = 600
"""Whoever has not been answered by then is told to wait."""
_SECOND_BELL_S = 0.18
_AFTER_VERDICT_S = 0.004
"""The verdict is on its way out before the rest is drawn: the thread that writes needs the interpreter too."""
_STEPS = {"up": -1, "down": 1}


class Station(Listening):
    """It asks nothing of the database: the clerk does, and tells."""

    def __init__(
        self, clerk: Clerk, glyphs: Glyphs, now: Callable[[], Instant], stage: str = "", hint: str = ""
    ) -> None:
        """`stage` may be empty until the store is open: the terminal's own station then."""
        super().__init__()
        self._clerk, self._now, self.face = clerk, now, Face(glyphs)
        self.stage = stage
        self.board = Board("", View(stage))
        self.person: Actor | None = None
        self.said: Said = words.STARTING
        self._said_ms = 0
        self._opened: Opened | None = None
        self._gone, self._at_the_door = "", words.at_the_door(hint)
        self._entrance = Entrance()
        self._rate, self._repeats = RateLimit(), RepeatFilter()
        self._held: QueueLine | None = None
        self._chosen: str | None = None
        self._clock: Clock | None = None

    def compose(self) -> ComposeResult:
        """The face."""
        yield from self.face.widgets()

    def on_mount(self) -> None:
        """One beat a second moves the clock, the countdowns and what has run out."""
        self.set_interval(1.0, self._beat)
        self._show()

    def on_resize(self, event: Resize) -> None:
        """The layout follows the size by classes."""
        width, height = event.size
        self.set_class(width < NARROW, "-narrow")
        self.set_class(width >= WIDE, "-wide")
        self.set_class(height < SHORT, "-short")
        self.set_class(height >= TALL, "-tall")

    # What the clerk tells

    def on_opened(self, news: Opened) -> None:
        """The store is open. What is loaded by now stays, so the collector need not go through it in a scan's time."""
        gc.freeze()
        self._opened = news
        self.board.store_id = news.store_id
        self._tell_time()
        self._go_to(self.stage or news.stage)
        if self.said is words.STARTING:
            self._be_quiet()

    def on_signed_in(self, news: SignedIn) -> None:
        """Somebody stands here."""
        self.person = news.actor
        self._entrance.leave()
        if self.board.view.mine is not None:
            self._look(mine=news.actor.staff_id)
        self._say(Said("ok", "HELLO", says=news.actor.name))

    def on_signed_out(self, news: SignedOut) -> None:
        """Nobody stands here any more."""
        self.person = self._held = self._chosen = None
        if self.board.view.mine is not None:
            self._look(mine=None)
        self._say(Said("idle", "SIGNED OUT", says=news.says))

    def on_not_signed_in(self, news: NotSignedIn) -> None:
        """A badge or a PIN did not open."""
        if news.code == "unlocked":
            self._entrance.leave()
        self._say(words.not_signed_in(news.code, news.says, news.wait_ms))
        self._beep(1 if news.code == "unlocked" else 2)

    def on_answered(self, news: Answered) -> None:
        """A scan or key is answered. The verdict is painted first, then the ticket and where it stands now."""
        told = words.said(news.verdict)
        self._set_said(told)
        self.paint_now(self.face.bar)
        self._held, self._chosen = news.line, None
        if (told.question or told.tone == "failed") and news.text:
            self._repeats.confirm_shown(_plain(news.text), now_ms())
        else:
            self._repeats.confirm_ended()
        if not self._moved(news):
            self._clerk.ask()
        self.set_timer(_AFTER_VERDICT_S, self._show_answered)
        self._beep(1 if told.tone in ("ok", "done") else 2)

    def _show_answered(self) -> None:
        self.remove_class("-page")
        self._show()
        self.paint_now(*self.face.answering())

    def on_not_taken(self, news: NotTaken) -> None:
        """A scan that was none."""
        self._held = None
        self._say(news.said)
        self._beep(2)

    def on_told(self, news: Told) -> None:
        """A part of the board, unless it is of a view that was left since."""
        if news.view == self.board.view:
            self.board.take(news.part, news.value)
            self._show()

    def on_gone(self, news: Gone) -> None:
        """Nothing can be recorded here any more, and everybody who scans is told."""
        self._gone = news.says
        self._say(words.nothing_works(self._gone))

    # What people do

    def scanned(self, scan: Scan) -> None:
        """A code, a number, a PIN, or a letter that was typed as an answer."""
        text, number = scan.text, self._entrance.number
        by_hand = scan.ended_ms - scan.started_ms >= ALONE_MS
        if self._gone:
            self._say(words.nothing_works(self._gone))
        elif self.person is None and number is not None and self._entrance.is_pin(text):
            self._clerk.pin(number, text)
        elif self.person is None and self._opened is not None and self._entrance.is_number(text):
            self._entrance.number = int(text)
            self._say(words.PIN)
        elif self.said.question and by_hand and text.lower() in ("y", "n"):
            self.do(BY_KEY[text])
        elif not self._rate.allows(scan.ended_ms):
            self._clerk.pass_over(words.TOO_FAST)
        elif scan.too_long:
            self._clerk.pass_over(words.UNREADABLE)
        elif self._repeats.accepts(_plain(text), scan.ended_ms):
            self._clerk.scan(text, self.stage or None)

    def pressed(self, key: str) -> None:
        """A key of a hand. A letter answers a question or asks for help, and is text otherwise."""
        deed = BY_KEY.get(key)
        if deed is None or (key.lower() in ("y", "n") and not self.said.question):
            return
        if len(key) == 1:
            self.forget_typing()
        self.do(deed)

    def typing(self, text: str) -> None:
        """What stands in the field, as far as anybody may see it."""
        entrance = self._entrance
        signed_out = self.person is None and self._opened is not None
        self.face.show_field(text, entrance.prompt, entrance.hidden_from if signed_out else None)

    def on_lines_done(self, event: Lines.Done) -> None:
        """A click."""
        deed, _, ticket_id = event.deed.partition(":")
        if deed == "look":
            self._held, self._chosen = None, ticket_id
            self._show()
        else:
            self.do(deed)

    def do(self, deed: str) -> None:
        """A deed of the table, by its name."""
        if deed.capitalize() in STAGES:
            self._go_to(deed.capitalize())
        elif deed in _STEPS:
            self._step(_STEPS[deed])
        else:
            getattr(self, f"action_{deed}")()

    def action_mine(self) -> None:
        """My tickets, or all."""
        person = self.person
        self._look(mine=None if person is None or self.board.view.mine else person.staff_id)

    def action_unassigned(self) -> None:
        """Nobody's tickets, or all."""
        self._look(unassigned=not self.board.view.unassigned)

    def action_undo(self) -> None:
        """Takes back the last action; the same ticket scanned after that is no stutter."""
        self._repeats = RepeatFilter()
        self._clerk.undo()

    def action_yes(self) -> None:
        """Answers what is asked, if anything is."""
        if self.said.question:
            self._clerk.answer(self.stage or None)

    def action_back(self) -> None:
        """No; or else back to what comes next, one step at a time."""
        self.forget_typing()
        if self.said.question:
            self._clerk.dismiss()
            self._repeats.confirm_ended()
            self._be_quiet()
        elif self.has_class("-page"):
            self.remove_class("-page")
            self._show()
        elif self._entrance.leave():
            self._be_quiet()
        else:
            self._held = self._chosen = None
            self.face.queue.top = 0
            self._show()

    def action_label(self) -> None:
        """A label of the ticket that is shown."""
        line = self._shown_ticket()
        if line is not None:
            self._clerk.print_label(line.id)

    def action_take(self) -> None:
        """The ticket that is shown is mine."""
        line = self._shown_ticket()
        if line is not None:
            self._clerk.take(line.id)

    def action_sign_out(self) -> None:
        """Goodbye."""
        if self.person is not None:
            self._clerk.sign_out(f"Goodbye {self.person.name}")

    def action_more(self) -> None:
        """All of the ticket that is shown."""
        line = self._shown_ticket()
        if line is not None:
            answer = f"{self.said.headline} {self.said.says}" if self._held is not None else ""
            self._open_page("ALL OF THE TICKET", ticket_page(line, self.face.glyphs, self._clock, answer))

    def action_all_day(self) -> None:
        """How many of each thing."""
        page = all_day_page(dict(self.board.all_day), self.face.glyphs)
        self._open_page(f"ALL DAY AT {self.stage.upper()}", page)

    def action_help(self) -> None:
        """The keys."""
        self._open_page("HELP", help_page)

    def action_page_up(self) -> None:
        """A page up."""
        self._step(1 - self._height_in_sight())

    def action_page_down(self) -> None:
        """A page down."""
        self._step(self._height_in_sight() - 1)

    def action_top(self) -> None:
        """Back to the first line."""
        self._step(-len(self.board.lines))

    def action_redraw(self) -> None:
        """Everything anew."""
        self.redraw()

    def action_quit(self) -> None:
        """Leaves the program."""
        self.app.exit(return_code=0)

    # What follows from it

    def _moved(self, news: Answered) -> bool:
        """Counts a ticket where it stands now; whether the board is right without asking."""
        if news.line is None or news.before is None or news.after is None:
            return True
        return self.board.move(news.before, news.after, news.line)

    def _go_to(self, stage: str) -> None:
        self.stage = stage
        self._repeats = RepeatFilter()
        self._held = self._chosen = None
        self.face.queue.top = 0
        self._view(View(stage, self.board.view.unassigned, self.board.view.mine))

    def _look(self, *, mine: str | None = None, unassigned: bool = False) -> None:
        self._chosen = None
        self.face.queue.top = 0
        self._view(View(self.stage, unassigned, mine))

    def _view(self, view: View) -> None:
        """Another view is empty until the clerk tells; the counts of all stages stay."""
        board, self.board = self.board, Board(self.board.store_id, view)
        self.board.counts = board.counts
        self._clerk.look(view)
        self._show()

    def _step(self, lines: int) -> None:
        """Up or down: in the page that is open, else from ticket to ticket."""
        if self.has_class("-page"):
            self.face.overlay.scroll_by(lines)
            return
        board = self.board
        if not board.lines:
            return
        at = board.place_of(self._chosen)
        to = max(0, min((-1 if at is None else at) + lines, len(board.lines) - 1)) if lines else 0
        self._held, self._chosen = None, board.lines[to].id
        if to == len(board.lines) - 1 and not board.whole:
            self.board.view = board.view._replace(limit=board.view.limit + PAGE)
            self._clerk.look(self.board.view)
        self.face.queue.reveal(to)
        self._show()

    def _height_in_sight(self) -> int:
        widget = self.face.overlay if self.has_class("-page") else self.face.queue
        return max(widget.size.height - 2 * self.has_class("-page"), 2)

    def _open_page(self, title: str, page: Page) -> None:
        self.face.overlay.turn_to(title, page)
        self.add_class("-page")

    def _shown_ticket(self) -> QueueLine | None:
        if self._held is not None:
            return self._held
        at = self.board.place_of(self._chosen)
        return self.board.next() if at is None else self.board.lines[at]

    def _say(self, said: Said) -> None:
        self._set_said(said)
        self._show()

    def _set_said(self, said: Said) -> None:
        """Shows a verdict; it is taken away when its time is over, unless another one came."""
        self.said, self._said_ms = said, now_ms()
        if said.shown_ms is not None:
            self.set_timer(said.shown_ms / 1000, lambda: self._be_quiet() if self.said is said else None)
        self.face.show_said(said, self._seconds_left())

    def _be_quiet(self) -> None:
        """The verdict's time is over: back to what comes next."""
        self._held = None
        if self._gone:
            self._say(words.nothing_works(self._gone))
        elif self._entrance.number is not None:
            self._say(words.PIN)
        else:
            self._say(words.READY if self.person is not None else self._at_the_door)

    def _beep(self, times: int) -> None:
        self.app.bell()
        if times > 1:
            self.set_timer(_SECOND_BELL_S, self.app.bell)

    def _beat(self) -> None:
        """Once a second."""
        if not self._clerk.alive and not self._gone and self._opened is not None:
            self._gone = "This station has stopped: start it again"
            self._say(words.nothing_works(self._gone))
        if self._clerk.behind_ms > _PATIENCE_MS:
            self._say(words.WAITING)
        elif self.said is words.WAITING:
            self._be_quiet()
        idle_minutes = self._opened.idle_minutes if self._opened is not None else 0
        if self.person is not None and idle_minutes and self.quiet_ms >= idle_minutes * 60_000:
            self._clerk.sign_out(f"Nobody scanned for {idle_minutes} minutes")
        if self._tell_time():
            self._show()
        else:
            self.face.show_said(self.said, self._seconds_left())

    def _tell_time(self) -> bool:
        """Whether it is another minute; on another day the queue has another order."""
        if self._opened is None:
            return False
        before = self._clock
        clock = Clock(self._now(), self._opened.zone, self._opened.late_minutes * 60_000)
        if before is not None and before.now // 60_000 == clock.now // 60_000:
            return False
        self._clock = clock
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
        store = self._opened.store if self._opened is not None else ""
        face.show_said(self.said, self._seconds_left())
        face.show_card(self._shown_ticket(), self._title(), clock)
        at = board.place_of(self._chosen) if self._held is None else None
        face.show_board(board, clock, at)
        face.show_header(self.stage, store, self.person.name if self.person is not None else "", clock, board)
        self.typing(self.face.field.text)

    def _title(self) -> str:
        if self._held is not None:
            return "THIS TICKET"
        if self.board.place_of(self._chosen) is not None:
            return "LOOKING AT"
        if self.board.next() is not None:
            return "DO THIS NEXT"
        return "NOTHING TO DO HERE" if self.board.known else ""


def _plain(text: str) -> str:
    """How a doubled delivery is recognized."""
    return text.strip().upper()

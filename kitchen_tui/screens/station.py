"""The station: what the clerk tells comes on the screen, and what people scan and press goes to the clerk."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from hardware.scan.repeat import RepeatFilter
from kitchen_tui.deeds import BY_KEY
from kitchen_tui.screens.bench import Bench
from kitchen_tui.screens.listening import now_ms
from kitchen_tui.screens.pages import all_day_page, help_page, ticket_page
from kitchen_tui.wedge_input import ALONE_MS
from kitchen_tui.widgets import said as words
from kitchen_tui.widgets.said import Said
from kitchen_tui.widgets.stages import STAGES

if TYPE_CHECKING:
    from hardware.scan.wedge import Scan
    from kitchen_tui.news import Answered, Gone, NotSignedIn, NotTaken, Opened, SignedIn, SignedOut, Told
    from kitchen_tui.widgets.lines import Lines

_AFTER_VERDICT_S = 0.004
"""The verdict is on its way out before the rest is drawn: the thread that writes needs the interpreter too."""
_STEPS = {"up": -1, "down": 1}


class Station(Bench):
    """What the clerk tells, and what people do."""

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
        self.touched()
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

    def _moved(self, news: Answered) -> bool:
        """Counts a ticket where it stands now; whether the board is right without asking."""
        if news.line is None or news.before is None or news.after is None:
            return True
        return self.board.move(news.before, news.after, news.line)

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
            self._leave_question()
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


def _plain(text: str) -> str:
    """How a doubled delivery is recognized."""
    return text.strip().upper()

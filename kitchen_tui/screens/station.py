"""The station as people use it: what they scan and press goes to the clerk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hardware.scan.repeat import RepeatFilter
from hardware.scan.wedge import Scan
from kitchen_tui.deeds import BY_KEY, OF_PLACES
from kitchen_tui.scanner_settings import mend_for
from kitchen_tui.screens.pages import all_day_page, help_page, ticket_page
from kitchen_tui.screens.taking_along import TakingAlong
from kitchen_tui.screens.told import plain
from kitchen_tui.texts import _
from kitchen_tui.wedge_input import ALONE_MS
from kitchen_tui.widgets import said as words
from kitchen_tui.widgets.stages import STAGES

if TYPE_CHECKING:
    from kitchen_tui.news import SerialHeard
    from kitchen_tui.widgets.lines import Lines

_OF_A_TICKET = frozenset(("label", "preview", "take", "send_back", "tick", "undo"))
"""Done to what is shown: not while the Set-up page hides it."""
_OF_A_STATION = _OF_A_TICKET - {"undo"} | {"mine", "unassigned", "all_day", "more"}
"""What a place has no place for."""
_STEPS = {"up": -1, "down": 1}
_FAR = 10**9


class Station(TakingAlong):
    """What people do: scan, press keys, click."""

    def scanned(self, scan: Scan) -> None:
        """A text of the keyboard: what a scanner there garbles is mended."""
        scan = replace(scan, text=mend_for(self._scanners, scan.source)(scan.text))
        if not self._enters(scan.text):
            self._take(scan)

    def _enters(self, text: str) -> bool:
        """Whether it is somebody's number or PIN: those are typed, a serial scanner's digits are none."""
        number = self._entrance.number
        if self._gone or self.person is not None:
            return False
        if number is not None and self._entrance.is_pin(text):
            self._clerk.pin(number, text)
        elif self._opened is not None and self._entrance.is_number(text):
            self._entrance.number = int(text)
            self._say(words.PIN)
        else:
            return False
        return True

    def _take(self, scan: Scan) -> None:
        """A code, or a letter that was typed as an answer."""
        text = scan.text
        by_hand_ms = scan.ended_ms - scan.started_ms
        by_hand = by_hand_ms >= ALONE_MS
        if self._gone:
            self._say(words.nothing_works(self._gone))
        elif by_hand and text.isdigit() and len(text) == 1 and self.because(int(text)):
            pass
        elif self.asks and by_hand and text.lower() in ("y", "n"):
            self.do(BY_KEY[text])
        elif not self._rate.allows(scan.ended_ms):
            self._clerk.pass_over(words.TOO_FAST)
        elif scan.too_long:
            self._clerk.pass_over(words.UNREADABLE)
        elif self._repeats.accepts(plain(text), scan.ended_ms) and not self.read_here(text, by_hand_ms):
            self._clerk.scan(text)
            if self._takes_news():
                self._say(words.NEWS_FIRST)

    def on_serial_heard(self, news: SerialHeard) -> None:
        """A code of a serial scanner is a scan like any other."""
        self.touched()
        if self.set_up is not None:
            self.set_up.heard(news.text, news.scanner, news.at_ms)
            return
        text = mend_for(self._scanners, news.scanner)(news.text)
        self._take(Scan(text, "burst", news.at_ms, news.at_ms))

    def pressed(self, key: str) -> None:
        """A key of a hand. A letter answers, asks for help or is a key of the place, and is text otherwise."""
        if key.isdigit() and self.because(int(key)):
            self.forget_typing()
            return
        if self.office is not None and not self.has_class("-page") and self.office.pressed(key):
            if len(key) == 1:
                self.forget_typing()
            return
        deed = BY_KEY.get(key)
        if deed is None or (key.lower() in ("y", "n") and not self.asks):
            return
        if self.set_up is not None and deed in _OF_A_TICKET:
            return
        if self.office is not None and self.office.is_open and key in OF_PLACES:
            return
        if len(key) == 1:
            self.forget_typing()
        self.do(deed)

    def on_lines_done(self, event: Lines.Done) -> None:
        """A click."""
        self.clicked(event.deed)

    def clicked(self, clicked: str) -> None:
        """What a click does."""
        if self.office is not None and not self.has_class("-page") and self.office.click(clicked):
            return
        deed, _, value = clicked.partition(":")
        if deed == "look":
            self._held, self._chosen = None, value
            self._show()
        elif deed == "tick":
            self.tick(int(value))
        elif deed == "because":
            self.because(int(value))
        elif deed == "probe" and self.set_up is not None:
            self.set_up.probe(value)
        else:
            self.do(deed)

    def obey(self, deed: str) -> None:
        """As if its key was pressed."""
        self.do(deed)

    def do(self, deed: str) -> None:
        """A deed of the table, by its name."""
        if deed.capitalize() in STAGES:
            self._go_to(deed.capitalize())
        elif self.office is not None and self.office.is_open and deed in _OF_A_STATION:
            return
        elif deed in _STEPS:
            self._step(_STEPS[deed])
        elif deed.startswith("theme:"):
            self.appear(deed.removeprefix("theme:"))
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
        """Answers what is asked, if anything is; else what one most likely wants at a place."""
        if self.asks:
            self._clerk.answer()
        elif self.office is not None and self.office.is_open and not self.has_class("-page"):
            self.office.enter()

    def action_back(self) -> None:
        """No; or else back to what comes next, one step at a time."""
        typed = self._input.pending
        self.forget_typing()
        if self.said.question or (self.asks and not self.has_class("-page")):
            self._leave_question()
        elif self.has_class("-page"):
            self._close_page()
            self._show()
        elif self._entrance.leave():
            self._be_quiet()
        elif self.office is not None and self.office.is_open:
            # Whoever takes back what she typed is not done here.
            if not typed:
                self.office.back()
        else:
            self._held = self._chosen = None
            self.face.queue.top = 0
            self._show()

    def action_label(self) -> None:
        """A label of the ticket that is shown."""
        line = self._shown_ticket()
        if line is not None:
            self._clerk.print_label(line.id)

    def action_preview(self) -> None:
        """The label of the ticket that is shown, as it will be printed."""
        line = self._shown_ticket()
        if line is not None:
            self._clerk.preview(line.id, self._width_in_sight())

    def action_take(self) -> None:
        """The ticket that is shown is mine."""
        line = self._shown_ticket()
        if line is not None:
            self._clerk.take(line.id)

    def action_sign_out(self) -> None:
        """Goodbye."""
        if self.person is not None:
            self._clerk.sign_out(_("Goodbye {name}").format(name=self.person.name))

    def action_more(self) -> None:
        """All of the ticket that is shown."""
        line = self._shown_ticket()
        if line is not None:
            answer = f"{_(self.said.headline)} {_(self.said.says)}" if self._held is not None else ""
            self._open_page(_("ALL OF THE TICKET"), ticket_page(line, self.face.glyphs, self._clock, answer))

    def action_all_day(self) -> None:
        """How many of each thing."""
        page = all_day_page(dict(self.board.all_day), self.face.glyphs)
        self._open_page(_("ALL DAY AT {stage}").format(stage=_(self.stage).upper()), page)

    def action_help(self) -> None:
        """The keys."""
        if not self._help_here():
            self._open_page(_("HELP"), help_page)

    def action_page_up(self) -> None:
        """A page up."""
        self._step(1 - self._height_in_sight())

    def action_page_down(self) -> None:
        """A page down."""
        self._step(self._height_in_sight() - 1)

    def action_top(self) -> None:
        """Back to the first line."""
        self._step(-_FAR)

    def action_redraw(self) -> None:
        """Everything anew."""
        self.redraw()

    def action_quit(self) -> None:
        """Leaves the program."""
        self.app.exit(return_code=0)

"""The station as it is told: by the clerk, by the printing process, by the scanners that are plugged in."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from hardware.scan.repeat import RepeatFilter
from kitchen_tui import bells
from kitchen_tui.news import LABELS, SHOP, WAITING
from kitchen_tui.screens.listening import now_ms
from kitchen_tui.screens.packing import Packing
from kitchen_tui.screens.pages import label_page
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.verdict import ACCEPTED
from kitchen_tui.widgets import said as words
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from kitchen_tui.news import (
        Answered,
        Gone,
        HubTold,
        Moved,
        NotSignedIn,
        NotTaken,
        Opened,
        Overtaken,
        Previewed,
        Printing,
        ScannerTold,
        Shop,
        SignedIn,
        SignedOut,
        Told,
    )

_AFTER_VERDICT_S = 0.004
"""The verdict is on its way out before the rest is drawn: the thread that writes needs the interpreter too."""


class Informed(Packing):
    """Every kind of news has its method; none asks the database."""

    def on_opened(self, news: Opened) -> None:
        """The store is open. What is loaded by now stays, so the collector need not go through it in a scan's time."""
        gc.freeze()
        gc.enable()
        self.take_up(news.shop)
        self.board.store_id = news.shop.store_id
        self._tell_time()
        self._go_to(self.stage or news.stage)
        if self.said is words.STARTING:
            self._be_quiet()

    def take_up(self, shop: Shop) -> None:
        """What the store's settings say of its screens, from now on."""
        from kitchen_tui import regional

        self._opened = shop
        regional.settle(shop.locale, language=shop.language, hour12=shop.clock_12h)

    def on_signed_in(self, news: SignedIn) -> None:
        """Somebody stands here; what another scanned just before is no stutter of hers."""
        before = self.person
        if news.actor != before:
            self._repeats = RepeatFilter()
        self.person, self._asked = news.actor, None
        self.touched()
        self._entrance.leave()
        if self.board.view.mine is not None:
            self._look(mine=news.actor.staff_id)
        changed = before is not None and before.staff_id == news.actor.staff_id and before != news.actor
        self._say(Said("ok", N_("HELLO"), says=sentence(news.says) if changed else news.actor.name))

    def on_signed_out(self, news: SignedOut) -> None:
        """Nobody stands here any more."""
        self.person = self._held = self._chosen = self._asked = None
        if self.board.view.mine is not None:
            self._look(mine=None)
        self._say(Said("idle", N_("SIGNED OUT"), says=sentence(news.says)))

    def on_not_signed_in(self, news: NotSignedIn) -> None:
        """A badge or a PIN did not open."""
        if news.code == "unlocked":
            self._entrance.leave()
        self._say(words.not_signed_in(news.code, news.says, news.wait_ms))
        self._beep(bells.OK if news.code == "unlocked" else bells.NO)

    def on_answered(self, news: Answered) -> None:
        """A scan or key is answered. The verdict is painted first, then the ticket and where it stands now."""
        told = words.said(news.verdict)
        if not news.waits:
            self._asked = None
        elif told.question:
            self._asked, self._asked_ms = told, now_ms()
        self._set_said(told)
        self.paint_now(self.face.bar)
        self._held, self._chosen = news.line, None
        self.hold(news.line)
        if news.text and (news.verdict.verb is not None or news.verdict.code == "undone"):
            self._only_repeats_of(plain(news.text))
        elif news.verdict.code == "sign_in":
            # It was not taken: behind the badge it is meant again, however soon.
            self._repeats = RepeatFilter()
        if (told.question or told.tone == "failed") and news.text:
            self._repeats.confirm_shown(plain(news.text), now_ms())
        else:
            self._repeats.confirm_ended()
        if not self._moved(news):
            self._clerk.ask()
        elif news.verdict.verdict == ACCEPTED:
            # The clerk sees no commit of its own: what waits for a supervisor may be more or less by any.
            self._clerk.ask(WAITING)
        self.set_timer(_AFTER_VERDICT_S, self._show_answered)
        self._beep(bells.tone_of(told))

    def _only_repeats_of(self, code: str) -> None:
        """A command barcode came between: the ticket of before is meant again, and only the command may stutter."""
        self._repeats = RepeatFilter()
        self._repeats.accepts(code, now_ms())

    def _show_answered(self) -> None:
        self._close_page()
        self._show()
        self.paint_now(*self.face.answering())

    def _moved(self, news: Answered) -> bool:
        """Counts a ticket where it stands now; whether the board is right without asking. What moves no single ticket
        (an order released, a notice seen) may change all of it."""
        if news.line is None or news.before is None or news.after is None:
            return news.verdict.verdict != ACCEPTED
        return self.board.move(news.before, news.after, news.line)

    def on_overtaken(self, news: Overtaken) -> None:
        """What stands in the hand is not what it was, and nobody here did it: nothing is answered about what it was."""
        if self._held is not None and self._held.id == news.ticket_id and news.line is not None:
            self._held = news.line
        if not news.asked:
            self._show()
            return
        # Scanned again it is meant anew, however soon.
        self._asked, self._repeats = None, RepeatFilter()
        self._say(words.overtaken(news.code))
        self._beep(bells.NO)

    def on_hub_told(self, news: HubTold) -> None:
        """How this terminal stands to its hub."""
        self.hub = news.standing
        self._show()

    def on_moved(self, news: Moved) -> None:
        """A command barcode brought us to another station."""
        self._go_to(news.stage, by_scan=True)
        self._say(Said("ok", _(news.stage).upper(), says=sentence(news.says)))
        self._beep(bells.OK)

    def on_not_taken(self, news: NotTaken) -> None:
        """A scan that was none."""
        self._held = None
        self._say(news.said)
        self._beep(bells.NO)

    def on_told(self, news: Told) -> None:
        """A part of the board, unless it is of a view that was left since."""
        if news.part == LABELS:
            if self.devices.without_printer(news.value):
                self._show()
        elif news.part == SHOP:
            if news.value != self._opened:
                self._clock = None
                self.take_up(news.value)
                self._tell_time()
                self.draw_all()
        elif news.view == self.board.view:
            self.board.take(news.part, news.value)
            self._show()

    def on_previewed(self, news: Previewed) -> None:
        """The label is drawn."""
        self._open_page(f"{_('LABEL')} {news.code} {self.face.glyphs.dot} {news.paper}", label_page(news.drawn, "F9"))
        self._previewed = news.ticket_id

    def on_printing(self, news: Printing) -> None:
        """How the printers are."""
        self.devices.printing(news.told)
        self._show()

    def on_scanner_told(self, news: ScannerTold) -> None:
        """A serial scanner was plugged in, or out."""
        self.devices.scanner(news.scanner, news.trouble)
        self._show()

    def on_gone(self, news: Gone) -> None:
        """Nothing can be recorded here any more, and everybody who scans is told."""
        self._gone = news.says
        self._say(words.nothing_works(self._gone))


def plain(text: str) -> str:
    """How a doubled delivery is recognized."""
    return text.strip().upper()

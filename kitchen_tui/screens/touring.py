"""The station with its places: while one is open, scans look things up there and do no work, keys are the place's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.news import SHOP, HubTold
from kitchen_tui.screens.at_places import AtPlaces
from kitchen_tui.screens.pages import place_help
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets import said as words
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.core.actor import Actor
    from kitchen_tui.desk import Desk
    from kitchen_tui.library import Library
    from kitchen_tui.news import Answered, Changed, Known, NotKnown, Opened, Shop, SignedIn, SignedOut
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.due import Clock

_AROUND_A_LIST = 4
"""Lines above it: the places, its titles, what it says of itself."""


class Touring(AtPlaces):
    """`office` is there as soon as the store is open.

    The framework calls the handlers of all classes, this one's first; where the station's must come first, its turn is
    taken here (`prevent_default`).
    """

    library: Library | None = None
    first_place = ""
    """Where this terminal begins; empty at its station."""

    @property
    def touring(self) -> bool:
        """Whether a place is open, or something lies over the station."""
        return self.office is not None and (self.office.is_open or self.office.over is not None)

    @property
    def time(self) -> Clock | None:
        """See Office."""
        return self._clock

    def on_opened(self, news: Opened) -> None:
        """The store is open: one can go about now."""
        news.prevent_default()
        super().on_opened(news)
        if self.library is not None:
            from kitchen_tui.places.place import Here
            from kitchen_tui.screens.office import Office

            self.office = Office(self, self.library, self.face.glyphs, Here(*news.shop[:5]))
            self.office.person = self.person
            if self.first_place:
                self.office.go(self.first_place)

    def on_hub_told(self, news: HubTold) -> None:
        """What others rely on can only be read here now, or be changed again."""
        if self.office is not None and self.office.alone != news.alone:
            self.office.alone = news.alone
            self.office.show()

    def take_up(self, shop: Shop) -> None:
        """Places hold the store's country, too."""
        super().take_up(shop)
        if self.office is not None:
            self.office.here = type(self.office.here)(*shop[:5])

    def on_signed_in(self, news: SignedIn) -> None:
        """Another person sees nothing of what the one before her looked at."""
        before = self.person
        news.prevent_default()
        super().on_signed_in(news)
        if self.office is None or news.actor == before:
            return
        self.office.person = news.actor
        if before is not None and before.staff_id == news.actor.staff_id:
            self.office.stay_if_allowed()
        else:
            self.office.forget()

    def on_signed_out(self, news: SignedOut) -> None:
        """Only what anybody may see stays."""
        news.prevent_default()
        super().on_signed_out(news)
        if self.office is not None:
            self.office.person = None
            self.office.forget()

    def on_answered(self, news: Answered) -> None:
        """The place asks anew, for what it shows may have changed by this."""
        news.prevent_default()
        super().on_answered(news)
        if self.office is not None and self.office.is_open:
            self.office.answered(news.verdict)

    def on_known(self, news: Known) -> None:
        """An answer of the library."""
        if self.office is not None:
            self.office.known(news)

    def on_not_known(self, news: NotKnown) -> None:
        """It could not be looked up: what is shown may be old, and that is said."""
        self.say_so(Said("failed", _("NOT SHOWN"), says=sentence(news.says)))

    def on_changed(self, news: Changed) -> None:
        """Somebody changed something, and be it a setting, here: the clerk does not see its own commits."""
        self._clerk.ask(SHOP)
        if self.office is not None:
            self.office.ask()

    def act(self, work: Callable[[Desk, Actor], Verdict]) -> None:
        """See Office."""
        self._clerk.act(work)

    def say_so(self, said: Said) -> None:
        """See Office."""
        self._say(said)

    def copy(self, text: str) -> None:
        """See Office."""
        self.app.copy_to_clipboard(text)

    def show_place(self) -> None:
        """See Office."""
        self.set_class(self.touring, "-place")
        if self.said is self._invitation and self.said != self.ready():
            self._be_quiet()
        else:
            self._show()

    def obey(self, deed: str) -> None:
        """See Office."""
        raise NotImplementedError

    def go_to_place(self, name: str) -> None:
        """From the station to a place."""
        if self.office is not None:
            self._close_page()
            self.forget_typing()
            self.office.go(name)

    def action_palette(self) -> None:
        """Everything that can be done."""
        if self.office is not None and not self._gone:
            self._close_page()
            self.forget_typing()
            self.office.palette()

    def _help_here(self) -> bool:
        """The keys of the place, over it; whether a place is open."""
        office = self.office
        if office is None or not office.is_open:
            return False
        self._open_page(_(office.place.title).upper(), place_help(office.deeds()))
        return True

    def ready(self) -> Said:
        """A place does no work: what a scan does there is said instead."""
        office = self.office
        if office is None or not office.is_open:
            return super().ready()
        return words.READY._replace(headline=N_("LOOK UP"), says=N_("Scan a code, or type and press Enter"))

    def _tell_time(self) -> bool:
        """What is late by now is asked anew each minute."""
        another = super()._tell_time()
        if another and self.office is not None:
            self.office.ask()
        return another

    def heading(self) -> str:
        """The place, or the station."""
        office = self.office
        return _(office.place.title) if office is not None and office.is_open else super().heading()

    def _show(self) -> None:
        office, panel = self.office, self.face.panel
        keys, field = self.face.keys, self.face.field
        keys.stage = self.stage
        keys.covered = field.covered = office is not None and office.over is not None
        field.at_a_place = self.touring
        super()._show()
        if office is None or not self.touring:
            keys.deeds = None
        else:
            panel.tabs, panel.here, panel.draw, panel.scroll = office.tabs(), office.name, office.rows, self._scroll
            keys.deeds = office.deeds() if office.over is None else ()
            panel.show()
        self.hear_letters(frozenset(key for deed in keys.deeds or () for key in deed.keys if len(key) == 1))
        keys.show()

    def _go_to(self, stage: str, *, by_scan: bool = False) -> None:
        if self.office is not None and self.office.is_open:
            self.office.close()
        super()._go_to(stage, by_scan=by_scan)

    def _step(self, lines: int) -> None:
        office = self.office
        if office is not None and office.is_open and not self.has_class("-page"):
            office.step(lines)
        else:
            super()._step(lines)

    def _height_in_sight(self) -> int:
        if self.touring and not self.has_class("-page"):
            return max(self.face.panel.size.height - _AROUND_A_LIST, 2)
        return super()._height_in_sight()

    def _scroll(self, lines: int) -> None:
        if self.office is not None and self.office.is_open and self.office.over is None:
            self.office.step(lines)

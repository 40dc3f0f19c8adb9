"""The one thread that owns the desk: it works for the screen, which never waits for it, and answers by news."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kitchen_tui.board import View
from kitchen_tui.jobs import Jobs
from kitchen_tui.news import LABELS, SHOP, WAITING, Gone, NotOpened, NotTaken, Opened, Told
from kitchen_tui.post import Post

if TYPE_CHECKING:
    from textual.message import Message

    from data.core.actor import Actor
    from kitchen_tui.desk import Desk
    from kitchen_tui.hub_link import HubLink
    from kitchen_tui.redeeming import Redeeming
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.said import Said

PARTS = ("lines", "counts", "due", "all_day", WAITING, SHOP, LABELS)
WATCH_S = 0.05
"""How often somebody else's change is looked for: what is scanned elsewhere stands here before anybody has asked."""


class Clerk:
    """Its public methods are called from the screen's thread, and worked off in the order they came: a badge counts for
    the scan right behind it, a station's barcode as well. What is done, and for whom, is the post's."""

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        tell: Callable[[Message], None],
        stage: str | None,
        badge: str | None,
        keep: Callable[[BaseException], object],
        done: Callable[[], None] = lambda: None,
    ) -> None:
        """`stage` None is where the terminal stands; `badge` signs in at once; `keep` logs what nobody expected; `done`
        is called when something was recorded."""
        self._open_desk, self._tell, self._keep, self._done = open_desk, tell, keep, done
        self._first_stage, self._first_badge = stage, badge
        self._post: Post
        self._view: View | None = None
        self._hub: HubLink
        self._redeeming: Redeeming
        self._version = 0
        self._look: threading.Timer | None = None
        self._jobs = Jobs(self._watch, WATCH_S)
        self._thread = threading.Thread(target=self._run, name="clerk", daemon=True)

    def start(self) -> None:
        """Opens the store, signs in, then works."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether anything will still be answered."""
        return self._thread.is_alive()

    @property
    def behind_ms(self) -> int:
        """How long a person has been waiting for an answer."""
        return self._jobs.behind_ms

    def stop(self, patience_s: float = 10.0) -> None:
        """Every scan that was given is recorded first."""
        self._jobs.close()
        if self._look is not None:
            self._look.cancel()
        if self._thread.ident is not None:
            self._thread.join(patience_s)

    def scan(self, text: str) -> None:
        """One scan, at the station where the screen stands by then."""
        self._give(lambda: self._post.scan(text))

    def read(self, text: str) -> None:
        """One scan at a place where no work is done."""
        self._give(lambda: self._post.read(text))

    def act(self, work: Callable[[Desk, Actor], Verdict]) -> None:
        """Something that the person does at the desk."""
        self._give(lambda: self._post.act(work))

    def stand_at(self, stage: str) -> None:
        """The scans from now on are done at this station."""
        self._jobs.give(lambda: self._post.stand_at(stage), rests=False)

    def pass_over(self, said: Said) -> None:
        """A scan that is not taken, and why; said after the ones before it."""
        self._jobs.give(lambda: self._tell(NotTaken(said)))

    def answer(self) -> None:
        """Yes to what was asked."""
        self.act(lambda desk, actor: desk.answer(actor))

    def undo(self) -> None:
        """Takes back the person's last action."""
        self.act(lambda desk, actor: desk.undo(actor))
        self.ask()

    def print_label(self, ticket_id: str) -> None:
        """A label of this ticket."""
        self.act(lambda desk, actor: desk.print_label(ticket_id, actor))

    def send_back(self, ticket_id: str, reason: str, cycle: int) -> None:
        """Back to Decorating; `cycle` is the round that the screen shows."""
        self.act(lambda desk, actor: desk.send_back(ticket_id, reason, cycle, actor))

    def preview(self, ticket_id: str, cells: int) -> None:
        """The label of this ticket, drawn in so many cells."""
        self._jobs.give(lambda: self._post.preview(ticket_id, cells))

    def take(self, ticket_id: str) -> None:
        """This ticket is now the person's."""
        self.act(lambda desk, actor: desk.take(ticket_id, actor))

    def dismiss(self) -> None:
        """No to what was asked."""
        self._give(lambda: self._post.dismiss())  # noqa: PLW0108 - there is no post yet

    def pin(self, number: int, pin: str) -> None:
        """Somebody's number and PIN."""
        self._give(lambda: self._post.pin(number, pin))

    def sign_out(self, says: str) -> None:
        """The person leaves."""
        self._give(lambda: self._post.sign_out(says))

    def look(self, view: View) -> None:
        """From now on this is what the screen shows."""
        self._view = view
        self.ask()

    def ask(self, *parts: str) -> None:
        """Tell these parts of the board (all of them without a name) when nobody waits for a scan."""
        view = self._view
        for part in (parts or PARTS) if view is not None else ():
            self._jobs.ask(part, lambda part=part, view=view: self._tell_part(part, view))  # type: ignore[misc]

    def _give(self, work: Callable[[], None]) -> None:
        """What may write waits, in its turn, until news that comes in bulk is in its place."""

        def in_turn() -> None:
            self._hub.wait_for_news()
            work()

        self._jobs.give(in_turn)

    def _run(self) -> None:
        try:
            if self._open():
                while (job := self._jobs.next()) is not None:
                    job()
        except BaseException as trouble:
            self._keep(trouble)
            self._tell(Gone(f"This station has stopped ({type(trouble).__name__}): start it again"))
        finally:
            if hasattr(self, "_post"):
                self._post.desk.database.close()

    def _open(self) -> bool:
        from data.kitchen.stages import station_of
        from data.store.errors import StoreError
        from kitchen_tui.health import look_later
        from kitchen_tui.hub_link import HubLink
        from kitchen_tui.reading import shop_of
        from kitchen_tui.redeeming import Redeeming

        try:
            desk = self._open_desk()
            self._version = desk.database.data_version()
        except StoreError as trouble:
            self._tell(NotOpened(trouble.says))
            return False
        stage = self._first_stage or station_of(desk.terminal.station)
        self._post = Post(desk, stage, self._tell, self._keep, self._done)
        self._hub, self._redeeming = HubLink(desk, self._tell), Redeeming(self._post.redeem)
        # Whoever comes to a screen that shows no question is asked none.
        self._post.dismiss()
        self._tell(Opened(shop_of(desk.store), stage))
        if self._first_badge is not None:
            self._post.badge(self._first_badge)
        self._watch_hub(moved=True)
        self._look = look_later(desk.path, self._damaged)
        return True

    def _damaged(self, says: str) -> None:
        """Writing on would make it worse."""
        self._jobs.close()
        self._tell(Gone(says))

    def _watch(self) -> None:
        """Nobody waits: is the log long, and has another program changed something?"""
        from data.store.errors import StoreError

        desk = self._post.desk
        try:
            version = desk.database.data_version()
            moved, self._version = version != self._version, version
            if moved and self._out_of_service():
                return
            self._watch_hub(moved=moved)
            if moved:
                self._post.look_again()
                self.ask()
            if self._hub.enrolled and self._redeeming.look(moved=moved):
                self.ask()
            desk.keep_house()
        except StoreError:
            return  # the next scan will say what is wrong with the disk

    def _out_of_service(self) -> bool:
        """Whether the hub has had this terminal emptied; then there is nothing to work on."""
        from data.replica.emptying import is_emptied
        from kitchen_tui.home import OUT_OF_SERVICE

        if not is_emptied(self._post.desk.database):
            return False
        self._damaged(OUT_OF_SERVICE)
        return True

    def _watch_hub(self, *, moved: bool) -> None:
        from data.store.errors import StoreError

        try:
            self._hub.glance(moved=moved)
        except StoreError:
            return  # what is shown stays; the next scan will say what is wrong with the disk

    def _tell_part(self, part: str, view: View) -> None:
        from kitchen_tui.reading import part_of_board

        try:
            self._tell(Told(view, part, part_of_board(self._post.desk, part, view)))
        except Exception as trouble:
            # The screen keeps what it has; the next scan will say what is wrong with the disk.
            self._keep(trouble)

"""The work queue: what the shops are still to be told, what failed and why, and when it is tried again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from data.questions.shops import ALL, FAILED, TOLD, WAITING
from data.shops.work import ERROR, RetryFailedSync
from kitchen_tui.cells import cut, wrap
from kitchen_tui.deeds import Deed
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.places.shop_words import next_try, thing, work_word, work_words
from kitchen_tui.places.words import on_one_line
from kitchen_tui.regional import moment, number
from kitchen_tui.texts import N_, _, ngettext, sentence
from kitchen_tui.verdict import ACCEPTED, NOOP
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.actor import Actor
    from data.questions.shops import ShopLine, WorkLine
    from kitchen_tui.desk import Desk
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.sight import Sight
    from kitchen_tui.verdict import Verdict

_COLUMNS = (
    Column(N_("State"), 12),
    Column(N_("Thing"), 12, grow=True),
    Column(N_("Shop"), 20, spare=2),
    Column(N_("Tries"), 6, spare=4, right=True),
    Column(N_("Next try"), 12, spare=1),
    Column(N_("Shows"), 7, spare=5, right=True),
    Column(N_("Why"), 12, grow=True),
    Column(N_("At"), 17, spare=6),
)
_LOW, _FULL = 7, 3
"""With more lines than that the chosen thing is written out on so many."""
_STATES = (ALL, FAILED, WAITING, TOLD)
_SHOWN = {ALL: N_("all that is left"), FAILED: N_("failed"), WAITING: N_("waiting"), TOLD: N_("told")}
_COUNTS = ((FAILED, "late", N_("{n} failed")), (WAITING, "strong", N_("{n} waiting")), (TOLD, "quiet", N_("{n} told")))
FILTER = Deed("filter", ("f5",), "F5", N_("state"), N_("What failed, what waits, what was told, or all that is left"))
RETRY = Deed("retry", ("f7",), "F7", N_("try again"), N_("The chosen thing, from the beginning"))
RETRY_ALL = Deed("retry_all", ("f8",), "F8", N_("all again"), N_("Everything that failed, from the beginning"))


class WorkQueue(Place):
    """What was given up stands first: it waits for a person."""

    title: ClassVar[str] = N_("Work queue")

    def __init__(self, room: Room) -> None:
        """All that is left, of all shops."""
        super().__init__(room)
        self.state, self.shop_id = ALL, ""
        self._counts: dict[str, int] = {}
        self._shops: list[ShopLine] = []
        self._listing: Listing[WorkLine] = Listing(
            _COLUMNS, self._fields, lambda line: line.id, empty=N_("Nothing is like that: the shops know what there is")
        )

    def arrive(self, about: str) -> None:
        """`about` is the shop that one wants to see alone."""
        if about:
            self._look_at(ALL, about)

    def questions(self) -> Mapping[str, Question]:
        """The lines, how many there are in each state, and the shops by name."""
        from data.questions.shops import shops_of, work_counts, work_of

        limit, state, shop_id = self._listing.limit, self.state, self.shop_id
        return {
            "counts": lambda sight: work_counts(sight.database, sight.store.id),
            "shops": lambda sight: shops_of(sight.database, sight.store.id),
            "work": lambda sight: (
                (state, shop_id),
                limit,
                work_of(sight.database, sight.store.id, state, shop_id, limit),
            ),
        }

    def told(self, name: str, value: Any) -> None:
        """What was asked; an answer about what is not looked at any more is dropped."""
        if name == "counts":
            self._counts = dict(value)
        elif name == "shops":
            self._shops = value
        else:
            about, limit, lines = value
            if about == (self.state, self.shop_id):
                self._listing.take(lines, whole=len(lines) < limit)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """How many of each, the list, and the chosen one whole."""
        foot = self._foot(width) if height > _LOW else []
        rows = self._listing.rows(width, height - 1 - len(foot), self.room.glyphs)
        gap: list[Row] = [[] for _n in range(height - 1 - len(rows) - len(foot))] if foot else []
        return [self._head(width), *rows, *gap, *foot]

    def deeds(self) -> Sequence[Deed]:
        """To look, and to try again for whoever may."""
        chosen, may = self._listing.chosen, self.room.may("retry_failed_sync")
        able = [FILTER]
        if may and chosen is not None and chosen.status == ERROR:
            able.append(RETRY)
        return [*able, RETRY_ALL] if may and self._failed() else able

    def step(self, lines: int) -> None:
        """Moves the cursor, and asks for more in time."""
        self._listing.step(lines)
        if self._listing.wants_more:
            self.room.ask("work")

    def enter(self) -> None:
        """Tries again what failed."""
        if RETRY in self.deeds():
            self.do_retry()

    def back(self) -> bool:
        """To all states, then to all shops."""
        if self.state == ALL and not self.shop_id:
            return False
        self._look_at(ALL, self.shop_id if self.state != ALL else "")
        return True

    def do_look(self, key: str) -> None:
        """A click on a line."""
        self._listing.choose(key)

    def do_filter(self, state: str | None = None) -> None:
        """The next state, or the one that was clicked on; that again is all."""
        wanted = _STATES[(_STATES.index(self.state) + 1) % len(_STATES)] if state is None else state
        self._look_at(ALL if wanted == self.state else wanted, self.shop_id)

    def do_retry(self) -> None:
        """The chosen one."""
        line = self._listing.chosen
        if line is not None:
            self.room.do(RetryFailedSync(line.shop_id, (line.id,)))

    def do_retry_all(self) -> None:
        """All that failed, of the shop that is looked at or of every one."""
        shops = self._failed()
        if shops:
            ids, n = [shop.id for shop in shops], sum(shop.failed for shop in shops)
            said = ngettext("{n} thing is tried again", "{n} things are tried again", n).format(n=number(n))
            self.room.act(lambda desk, actor: _tried_again(desk, actor, ids, said))

    def sheet(self) -> Sheet:
        """All of what is looked at."""
        state, shop_id = self.state, self.shop_id

        def rows(sight: Sight) -> list[list[Cell]]:
            from data.questions.shops import work_of

            now, zone = sight.now(), sight.store.timezone
            return [
                [
                    *(work_word(line), thing(line), line.sku, line.account, line.tries, line.most),
                    *("" if line.next_at is None else moment(line.next_at, now, zone), line.shows),
                    *(sentence(line.says or ""), moment(line.changed_at, now, zone)),
                ]
                for line in work_of(sight.database, sight.store.id, state, shop_id)
            ]

        columns = (
            *(_("State"), _("Thing"), _("SKU"), _("Shop"), _("Tries"), _("At most")),
            *(_("Next try"), _("Shows"), _("Why"), _("At")),
        )
        return Sheet("work-queue", _("Work queue"), columns, rows)

    def _failed(self) -> list[ShopLine]:
        return [shop for shop in self._shops if shop.failed and self.shop_id in ("", shop.id)]

    def _look_at(self, state: str, shop_id: str) -> None:
        if (state, shop_id) == (self.state, self.shop_id):
            return
        self.state, self.shop_id, listing = state, shop_id, self._listing
        listing.items, listing.known, listing.at = [], False, 0
        self.room.ask()
        self.room.show()

    def _head(self, width: int) -> Row:
        pieces = [
            Piece(f"  {_(words).format(n=number(self._counts[state]))}", style, f"filter:{state}")
            for state, style, words in _COUNTS
            if self._counts.get(state)
        ]
        dot = self.room.glyphs.dot
        pieces.append(Piece(f"  {dot} {_(_SHOWN[self.state])}", "accent"))
        shop = next((shop for shop in self._shops if shop.id == self.shop_id), None)
        return on_one_line([*pieces, Piece(f" {dot} {cut(shop.account, 40)}", "accent")] if shop else pieces, width)

    def _foot(self, width: int) -> list[Row]:
        """The chosen one with its shop and its reason, which no column has room for."""
        line = self._listing.chosen
        if line is None:
            return []
        tries = _("tried {n} of {most} times").format(n=number(line.tries), most=number(line.most))
        parts = [thing(line), line.account, sentence(line.says or ""), tries if line.tries else ""]
        told = f" {self.room.glyphs.dot} ".join(part for part in parts if part)
        return [[Piece(f"  {text}", "quiet")] for text in wrap(told, width - 4, _FULL)[0]]

    def _fields(self, line: WorkLine) -> tuple[Field, ...]:
        clock = self.room.clock
        return (
            Field(*work_words(line, self.room.glyphs)),
            Field(thing(line), "strong"),
            Field(line.account, "quiet"),
            Field(f"{line.tries}/{line.most}" if line.tries else "", "quiet"),
            Field(next_try(line, clock.now), "late" if line.given_up else "text"),
            Field("" if line.shows is None else number(line.shows), "quiet"),
            Field(sentence(line.says or "")),
            Field(moment(line.changed_at, clock.now, clock.zone), "quiet"),
        )


def _tried_again(desk: Desk, actor: Actor, shops: Sequence[str], said: str) -> Verdict:
    """The first refusal, if there is one: nobody shall believe that all of it was taken."""
    verdicts = [desk.done(RetryFailedSync(shop), actor) for shop in shops]
    refused = [verdict for verdict in verdicts if verdict.verdict not in (ACCEPTED, NOOP)]
    taken = [verdict for verdict in verdicts if verdict.verdict == ACCEPTED]
    return refused[0] if refused else replace(taken[-1], says=said) if taken else verdicts[-1]

"""Notices: what a person has to see. A notice stays until somebody acknowledges it; what is stuck, without a person or
late stays as long as it is so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from kitchen_tui.cells import fits, wrap
from kitchen_tui.deeds import Deed
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.matters import STYLES, WORDS, Matter, in_order, of_attention, of_notice, of_seen, since, text
from kitchen_tui.places.notices_asked import open_matters, seen_notices
from kitchen_tui.places.notices_head import GROUPS, head
from kitchen_tui.places.place import Place
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.regional import moment
from kitchen_tui.texts import N_, _, ngettext
from kitchen_tui.verdict import Verdict
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.actor import Actor
    from kitchen_tui.desk import Desk
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.sight import Sight
    from kitchen_tui.widgets.due import Clock

_WHOLE = 10_000
_BESIDE, _LOW, _FULL = 46, 7, 2
"""With so many cells beside it, a notice may be cut: with more lines than that the chosen one is written out beneath,
on so many."""
_PLACES = {"low_stock": "stock", "shop_broken": "shops", "push_failed": "letters", "dead_letter": "letters"}


class Notices(Place):
    """Enter opens the order that a notice is about."""

    title: ClassVar[str] = N_("Notices")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.group = ""
        self.seen = False
        self.counts: dict[str, int] = {}
        self._items: dict[str, str] = {}
        self._open: list[Matter] = []
        self._whole = True
        self.listing: Listing[Matter] = Listing(
            (
                Column(N_("What"), 12),
                Column(N_("Since"), 10, right=True),
                Column(N_("Notice"), 12, grow=True),
                Column(N_("At"), 17, spare=1),
            ),
            self._fields,
            lambda matter: matter.key,
            empty=N_("Nothing waits for you here"),
        )

    def questions(self) -> Mapping[str, Question]:
        """What is open, or what was seen."""
        limit, warn_ms = self.listing.limit, self.room.clock.warn_ms
        if self.seen:
            return {"seen": lambda sight: seen_notices(sight, limit)}
        return {"open": lambda sight: open_matters(sight, warn_ms, limit)}

    def told(self, name: str, value: Any) -> None:
        """All of one moment; an answer about what is not looked at any more is dropped."""
        if (name == "seen") != self.seen:
            return
        if name == "seen":
            notices, whole = value
            self.listing.take([of_seen(notice, who) for notice, who in notices], whole=whole)
            return
        self.counts, self._items, self._whole = value.counts, value.items, value.whole
        shown = (of_attention(line, self.room.clock) for line in value.shown)
        self._open = in_order((*map(of_notice, value.notices), *shown))
        self._narrow()

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """How many of each kind, then the list."""
        first: list[Row] = [head(self.counts, self.group, width, seen=self.seen)]
        if height > 14:
            first.append([])
        last = self._in_full(width) if height > _LOW else []
        rows = self.listing.rows(width, height - len(first) - len(last), self.room.glyphs)
        return [*first, *rows, *([] for _n in range(height - len(first) - len(rows) - len(last))), *last]

    def deeds(self) -> Sequence[Deed]:
        """What to look at; and having seen it, for whoever may."""
        seen = Deed("seen", ("f7",), "F7", N_("open") if self.seen else N_("seen before"), N_("What was seen, or open"))
        if self.seen:
            return [seen]
        may, matter = self.room.may("acknowledge"), self.listing.chosen
        found = [Deed("group", ("f5",), "F5", N_("kind"), N_("Only one kind of notices, or all"))]
        if may and matter is not None and matter.notice_id:
            found.append(Deed("acknowledge", ("f6",), "F6", N_("seen it"), N_("The chosen notice was seen by me")))
        found.append(seen)
        if may and self.counts.get("info"):
            found.append(Deed("all", ("f8",), "F8", N_("all info"), N_("All notices that only inform were seen by me")))
        return found

    def step(self, lines: int) -> None:
        """Moves the cursor; more is asked for in time."""
        self.listing.step(lines)
        if self.listing.wants_more:
            self.room.ask()

    def enter(self) -> None:
        """The order that it is about; the item of the stock, the whole store room where that is not known; or where
        one mends it."""
        matter = self.listing.chosen
        if matter is not None and matter.about:
            self.room.go("order", matter.about)
        elif matter is not None and matter.code in _PLACES:
            self.room.go(_PLACES[matter.code], self._items.get(matter.key, ""))

    def back(self) -> bool:
        """Back to what is open, then to all kinds."""
        if not self.seen and not self.group:
            return False
        self._look_at("", seen=False)
        return True

    def do_group(self, name: str | None = None) -> None:
        """One kind, or the next that there is anything of."""
        there = {matter.kind for matter in self._open}
        known = ("", *(group for group, kinds in GROUPS.items() if group == self.group or there.intersection(kinds)))
        wanted = known[(known.index(self.group) + 1) % len(known)] if name is None else name.strip()
        self._look_at("" if wanted == self.group else wanted, seen=False)

    def do_seen(self) -> None:
        """What was acknowledged, or what is open."""
        self._look_at("", seen=not self.seen)

    def do_look(self, key: str) -> None:
        """A click on a line."""
        self.listing.choose(key)

    def do_acknowledge(self) -> None:
        """The chosen notice was seen."""
        matter = self.listing.chosen
        if matter is not None and matter.notice_id:
            from data.line.acknowledge import Acknowledge

            self.room.do(Acknowledge(matter.notice_id))

    def do_all(self) -> None:
        """All that only inform, as far as they are listed."""
        ids = [m.notice_id for m in self._open if m.kind == "info"]
        if ids:
            said = ngettext("{n} notice seen", "{n} notices seen", len(ids)).format(n=len(ids))
            self.room.act(lambda desk, actor: _acknowledged(desk, actor, ids, said))

    def sheet(self) -> Sheet:
        """Everything that is open."""
        clock, warn_ms = self.room.clock, self.room.clock.warn_ms

        def rows(sight: Sight) -> Sequence[Sequence[Any]]:
            found = open_matters(sight, warn_ms, _WHOLE, _WHOLE)
            matters = [*map(of_notice, found.notices), *(of_attention(line, clock) for line in found.shown)]
            return [[_(WORDS[m.kind]), moment(m.at, clock.now, clock.zone), text(m)] for m in in_order(matters)]

        return Sheet("notices", N_("Notices"), (N_("What"), N_("At"), N_("Notice")), rows)

    def _in_full(self, width: int) -> list[Row]:
        """The chosen notice, where its line has no room for it."""
        matter = self.listing.chosen
        told = text(matter) if matter is not None else ""
        lines = () if fits(told, width - _BESIDE) else wrap(told, width - 4, _FULL)[0]
        return [[Piece(f"  {lines[n] if n < len(lines) else ''}", "quiet")] for n in range(_FULL)]

    def _narrow(self) -> None:
        group = GROUPS.get(self.group, ())
        self.listing.take([m for m in self._open if not group or m.kind in group], whole=self._whole)

    def _look_at(self, group: str, *, seen: bool) -> None:
        self.group, listing = group, self.listing
        if seen != self.seen:
            self.seen, listing.items, listing.known = seen, [], False
        elif listing.known:
            self._narrow()
        listing.at = 0
        self.room.ask()
        self.room.show()

    def _fields(self, matter: Matter) -> Sequence[Field]:
        clock: Clock = self.room.clock
        return (
            Field(_(WORDS[matter.kind]), STYLES.get(matter.kind, "quiet")),
            Field(since(matter, clock)),
            Field(text(matter)),
            Field(moment(matter.at, clock.now, clock.zone), "quiet"),
        )


def _acknowledged(desk: Desk, actor: Actor, ids: Sequence[str], said: str) -> Verdict:
    from data.line.acknowledge import Acknowledge

    *first, last = ids
    for notice_id in first:
        desk.done(Acknowledge(notice_id), actor)
    return replace(desk.done(Acknowledge(last), actor), says=said)

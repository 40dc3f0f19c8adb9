"""Shops that sell for the store: how each stands, what it still waits for, how far its first sync has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from data.core.clock import HOUR, MINUTE
from data.shops.integration import BROKEN, CONNECTED, DISCONNECTED
from kitchen_tui.cells import cut, wrap
from kitchen_tui.deeds import Deed
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.places.shop_words import bar, first_sync, state_word, state_words, vendor_name, when
from kitchen_tui.places.words import on_one_line
from kitchen_tui.regional import moment, number
from kitchen_tui.texts import N_, _, ngettext, sentence
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.questions.shops import ShopLine
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.sight import Sight
    from kitchen_tui.widgets.due import Clock

_COLUMNS = (
    Column(N_("State"), 13),
    Column(N_("Shop"), 12, grow=True),
    Column(N_("Of"), 8, spare=5),
    Column(N_("Since"), 17, spare=6),
    Column(N_("Last sync"), 17, spare=4),
    Column(N_("Lag"), 8, spare=1, right=True),
    Column(N_("Last webhook"), 17, spare=3),
    Column(N_("Waiting"), 7, right=True),
    Column(N_("Failed"), 6, right=True),
)
_WIDE, _LOW, _MOST, _BAR = 130, 7, 3, 24
"""On fewer cells what the columns have no room for is told beneath; the rest is lines, and the cells of the bar."""
SLOW, LATE = 45 * MINUTE, 2 * HOUR
"""A shop is asked every quarter of an hour: three times in vain is slow."""
WORK = Deed("work", ("f5",), "F5", N_("what waits"), N_("What this shop is still to be told, and what failed"))
CONNECT = Deed(
    "connect", ("f6",), "F6", N_("connect"), N_("A shop is to sell for this store, or to be connected again")
)
RETRY = Deed("retry", ("f7",), "F7", N_("try again"), N_("Everything of this shop that failed, from the beginning"))
LET_GO = Deed("let_go", ("ctrl+x",), "Ctrl+X", N_("disconnect"), N_("It sells for this store no more"))


class Shops(Place):
    """Enter shows what the chosen one waits for."""

    title: ClassVar[str] = N_("Shops")

    def __init__(self, room: Room) -> None:
        """Nothing until it was asked."""
        super().__init__(room)
        self._listing: Listing[ShopLine] = Listing(
            _COLUMNS, self._fields, lambda shop: shop.id, empty=N_("No shop sells for this store")
        )

    def questions(self) -> Mapping[str, Question]:
        """All of them: a store has a handful."""
        from data.questions.shops import shops_of

        return {"shops": lambda sight: shops_of(sight.database, sight.store.id)}

    def told(self, name: str, value: Any) -> None:
        """What was asked."""
        self._listing.take([shop for shop in value if not shop.was_a_question])

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """How many, each with its state, and all about the chosen one."""
        foot = self._foot(width) if height > _LOW else []
        rows = self._listing.rows(width, height - 1 - len(foot), self.room.glyphs)
        gap: list[Row] = [[] for _n in range(height - 1 - len(rows) - len(foot))] if foot else []
        return [self._head(width), *rows, *gap, *foot]

    def deeds(self) -> Sequence[Deed]:
        """What can be done with the chosen one."""
        shop, connects = self._listing.chosen, (CONNECT,) if self.room.may("connect_shop") else ()
        if shop is None:
            return connects
        able = [WORK, *connects]
        if shop.failed and self.room.may("retry_failed_sync"):
            able.append(RETRY)
        if shop.status != DISCONNECTED and self.room.may("disconnect_shop"):
            able.append(LET_GO)
        return able

    def step(self, lines: int) -> None:
        """Moves the cursor."""
        self._listing.step(lines)

    def enter(self) -> None:
        """What it waits for."""
        self.do_work()

    def do_look(self, key: str) -> None:
        """A click."""
        self._listing.choose(key)

    def do_work(self) -> None:
        """To the work queue, of this shop only."""
        if self._listing.chosen is not None:
            self.room.go("work", self._listing.chosen.id)

    def do_connect(self) -> None:
        """Another one, or the chosen one again."""
        shop = self._listing.chosen
        self.room.go("connect", shop.id if shop is not None and shop.status != CONNECTED else "")

    def do_retry(self) -> None:
        """All of it that failed."""
        from data.shops.work import RetryFailedSync

        if self._listing.chosen is not None:
            self.room.do(RetryFailedSync(self._listing.chosen.id))

    def do_let_go(self) -> None:
        """Why, which is asked so that no single key does it."""
        from data.shops.connecting import DisconnectShop
        from kitchen_tui.places.form import Ask, Form

        shop = self._listing.chosen
        if shop is None:
            return
        title = _("Disconnect {shop}: it sells for this store no more").format(shop=cut(shop.account, 40))
        ask = Ask("reason", _("Why"), needed=True)
        ident = shop.id
        self.room.fill(
            Form(
                title,
                [ask],
                lambda values: self.room.do(DisconnectShop(ident, values["reason"])),
                saves=_("Disconnect the shop"),
            )
        )

    def sheet(self) -> Sheet:
        """All of them."""

        def rows(sight: Sight) -> list[list[Cell]]:
            from data.questions.shops import shops_of

            now, zone = sight.now(), sight.store.timezone

            def at(instant: int | None) -> str:
                return "" if instant is None else moment(instant, now, zone)

            return [
                [
                    *(shop.account, vendor_name(shop.vendor), state_word(shop.status)),
                    *(at(shop.since), at(shop.synced_at), at(shop.heard_at), shop.waiting, shop.failed),
                    *(first_sync(shop), sentence(shop.says or shop.job_says or "")),
                ]
                for shop in shops_of(sight.database, sight.store.id)
                if not shop.was_a_question
            ]

        columns = (
            *(_("Shop"), _("Of"), _("State"), _("Since"), _("Last sync"), _("Last webhook")),
            *(_("Waiting"), _("Failed"), _("First sync"), _("Trouble")),
        )
        return Sheet("shops", _("Shops"), columns, rows)

    def _head(self, width: int) -> Row:
        shops = self._listing.items
        if not shops:
            return []
        n, broken = (sum(shop.status == state for shop in shops) for state in (CONNECTED, BROKEN))
        sells = ngettext("{n} shop sells for this store", "{n} shops sell for this store", n).format(n=number(n))
        pieces = [Piece(f"  {sells}", "strong")]
        if broken:
            words = ngettext("{n} must be connected again", "{n} must be connected again", broken)
            pieces.insert(0, Piece(f"  {self.room.glyphs.stop} {words.format(n=number(broken))}", "late"))
        return on_one_line(pieces, width)

    def _foot(self, width: int) -> list[Row]:
        """What is wrong in words, the first sync, and what the columns have no room for."""
        shop = self._listing.chosen
        if shop is None:
            return []
        rows: list[Row] = [self._first_sync(shop, width)] if first_sync(shop) else []
        told = [(sentence(text), "late") for text in (shop.says, shop.job_says) if text]
        if width < _WIDE:
            told.append((self._in_full(shop), "quiet"))
        for text, style in told:
            rows += [[Piece(f"  {line}", style)] for line in wrap(text, width - 4, _MOST)[0]]
        return rows

    def _first_sync(self, shop: ShopLine, width: int) -> Row:
        full, empty = bar(shop, min(_BAR, width // 3), self.room.glyphs)
        pieces = (
            *(Piece(f"  {_('First sync')} ", "label"), Piece(full, "accent"), Piece(empty, "quiet")),
            Piece(f" {first_sync(shop)}", "strong"),
            Piece(f"  {_('last progress {time}').format(time=when(shop.job_at, self.room.clock))}", "quiet"),
        )
        return on_one_line([piece for piece in pieces if piece.text], width)

    def _in_full(self, shop: ShopLine) -> str:
        clock = self.room.clock
        parts = (
            vendor_name(shop.vendor),
            _("since {time}").format(time=when(shop.since, clock)),
            _("last sync {time}").format(time=when(shop.synced_at, clock)),
            _("last webhook {time}").format(time=when(shop.heard_at, clock)),
        )
        return f" {self.room.glyphs.dot} ".join(parts)

    def _fields(self, shop: ShopLine) -> tuple[Field, ...]:
        clock = self.room.clock
        return (
            Field(*state_words(shop.status, self.room.glyphs)),
            Field(shop.account, "quiet" if shop.status == DISCONNECTED else "strong"),
            Field(vendor_name(shop.vendor), "quiet"),
            Field(when(shop.since, clock), "quiet"),
            Field(when(shop.synced_at, clock), "quiet"),
            _lag(shop, clock),
            Field(when(shop.heard_at, clock), "quiet"),
            Field(number(shop.waiting), "text" if shop.waiting else "quiet"),
            Field(number(shop.failed), "late" if shop.failed else "quiet"),
        )


def _lag(shop: ShopLine, clock: Clock) -> Field:
    """How old the newest thing may be that is not here yet."""
    if shop.status == DISCONNECTED or shop.synced_at is None:
        return Field("")
    lag = max(clock.now - shop.synced_at, 0)
    return Field(age(lag), "late" if lag > LATE else "soon" if lag > SLOW else "text")

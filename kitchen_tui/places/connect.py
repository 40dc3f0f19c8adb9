"""Connecting a shop: which, then the address at which its owner says yes, as text and to photograph; and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from data.core.clock import MINUTE
from data.shops.integration import CONNECTED, DISCONNECTED, PENDING, SHOPIFY, SQUARE
from kitchen_tui.cells import whole
from kitchen_tui.deeds import Deed
from kitchen_tui.hub_question import HubAnswer, HubQuestion
from kitchen_tui.places.place import Place
from kitchen_tui.regional import moment
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.qr import qr
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.clock import Instant
    from data.questions.shops import ShopLine
    from kitchen_tui.places.place import Question, Room

LASTS = 15 * MINUTE
"""So long the hub waits for the owner's yes."""
_TEXT, _GAP = 40, 3
"""Cells that the words need beside the picture, and between them."""
_TOO_SMALL = N_("This screen is too small for a code to photograph: 110 x 32 has room.")
_NO_HALVES = N_("This terminal cannot draw a code to photograph.")
STEPS = (
    N_("This terminal works alone, and shops sell through a hub. What is needed, in a shell:"),
    N_("1. sync-agent hub init founds a hub, sync-agent hub opens it (docs/hub.md)"),
    N_("2. sync-agent adopt gives it this terminal's store, sync-agent run keeps both of one mind"),
    N_("3. sync-agent shop app says as which application Square or Shopify is asked (docs/shops.md)"),
    N_("Then connect the shop here: Ctrl+K, Connect a shop."),
)
USE_SQUARE = Deed("square", ("f6",), "F6", N_("Square"), N_("Connect Square: its seller says which account"))
USE_SHOPIFY = Deed("shopify", ("f8",), "F8", N_("Shopify"), N_("Connect a Shopify shop, by its domain"))
COPY = Deed("copy", ("f5",), "F5", N_("copy"), N_("The address into the clipboard of this terminal"))


class _Asked(NamedTuple):
    """What the hub said: the connection that waits, where its owner says yes, and until when."""

    shop_id: str
    url: str
    short_url: str
    until: Instant


class ConnectShop(Place):
    """One key a vendor."""

    title: ClassVar[str] = N_("Connect a shop")

    def __init__(self, room: Room) -> None:
        """Nobody is asked yet."""
        super().__init__(room)
        self._shops: list[ShopLine] = []
        self._hub: bool | None = None
        self._vendor, self._account, self._about = "", "", ""
        self._waits, self._top = False, 0
        self._trouble: HubAnswer | None = None
        self._asked: _Asked | None = None
        self._before: frozenset[str] = frozenset()

    def questions(self) -> Mapping[str, Question]:
        """Whether there is a hub to ask, and how the shops stand: the answer of an owner is seen there."""
        from data.exchange.node import node_of
        from data.questions.shops import shops_of

        return {
            "hub": lambda sight: node_of(sight.database) is not None,
            "shops": lambda sight: shops_of(sight.database, sight.store.id),
        }

    def told(self, name: str, value: Any) -> None:
        """What was asked here, and of the hub."""
        if name == "hub":
            self._hub = value
        elif name == "shops":
            self._shops = value
        elif name == "asked":
            self._waits = False
            self._heard(value)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """What is to be done next."""
        if self._hub is False:
            return _said([_(step) for step in STEPS], width)[:height]
        if self._asked is not None and self._connected is None:
            return self._question(self._asked, width, height)
        return self._choice(width)[:height]

    def deeds(self) -> Sequence[Deed]:
        """One key a vendor, as long as there is a hub."""
        if not self._hub or self._waits or not self.room.may("connect_shop"):
            return ()
        asks = self._asked is not None and self._connected is None
        return (COPY, USE_SQUARE, USE_SHOPIFY) if asks else (USE_SQUARE, USE_SHOPIFY)

    def arrive(self, about: str) -> None:
        """`about` names a shop that is to be connected again."""
        self._about = about

    def step(self, lines: int) -> None:
        """Through an address that is longer than a small screen."""
        self._top += lines

    def do_square(self) -> None:
        """Square asks its seller which account it is."""
        self._ask(SQUARE, "")

    def do_shopify(self) -> None:
        """Which shop must be said before."""
        from kitchen_tui.places.form import Ask, Form

        again = next((shop.account for shop in self._shops if shop.id == self._about and shop.vendor == SHOPIFY), "")
        hint = _("like {domain}").format(domain="bannos.myshopify.com")
        ask = Ask("domain", _("Its domain"), again, hint, needed=True)

        def done(values: Mapping[str, str]) -> tuple[str, str] | None:
            domain = _plain(values["domain"])
            if any(shop.account == domain and shop.status == CONNECTED for shop in self._shops):
                return "domain", _("It is connected already")
            self._ask(SHOPIFY, domain)
            return None

        self.room.fill(Form(_("Which shop of Shopify?"), [ask], done, saves=_("Ask the hub")))

    def do_copy(self) -> None:
        """The terminal's own clipboard, where it lets programs have it."""
        if self._asked is not None:
            self.room.copy(self._asked.url)
            says = _("Open it in the browser of whoever owns the shop")
            self.room.say(Said("ok", _("COPIED"), says=says))

    def back(self) -> bool:
        """Back to the choice; the question stays open at the hub."""
        was, self._asked, self._trouble = self._asked, None, None
        return was is not None

    def _ask(self, vendor: str, account: str) -> None:
        self._vendor, self._account, self._asked, self._trouble = vendor, account, None, None
        self._before = frozenset(shop.id for shop in self._shops if shop.status == CONNECTED)
        self._waits = True
        value = {"storeId": self.room.here.store_id, "provider": vendor} | ({"account": account} if account else {})
        self.room.ask_hub("asked", HubQuestion("POST", "/api/v1/pos/connections", value))
        self.room.show()

    def _heard(self, answer: HubAnswer) -> None:
        if answer.code or not isinstance(answer.value, dict):
            self._trouble = answer
            return
        told, until = answer.value, self.room.clock.now + LASTS
        self._asked = _Asked(told["integration_id"], told["auth_url"], told.get("short_url", ""), until)

    @property
    def _waiting(self) -> ShopLine | None:
        """The connection that waits, once it has come here."""
        asked = self._asked
        return next((shop for shop in self._shops if asked is not None and shop.id == asked.shop_id), None)

    @property
    def _connected(self) -> ShopLine | None:
        """The shop that the question has connected: Square's has its name only now."""
        own = self._waiting
        if own is None or own.status == PENDING:
            return None
        if own.status != DISCONNECTED:
            return own
        here = [shop for shop in self._shops if shop.vendor == own.vendor and shop.status == CONNECTED]
        return next((shop for shop in here if shop.id not in self._before), here[0] if here else None)

    def _choice(self, width: int) -> list[Row]:
        """What came of the last question, and the next."""
        rows: list[Row] = []
        shop = self._connected if self._asked is not None else None
        if self._hub is None or self._waits:
            return _said([_("The hub is asked…") if self._waits else ""], width, "quiet")
        if shop is not None:
            rows = _said([_("{shop} is connected.").format(shop=shop.account)], width, "strong", self.room.glyphs.ok)
            rows += _said([_("Its first orders come in now: Shops shows how far that is.")], width)
            rows.append([])
        if self._trouble is not None:
            rows = _said([sentence(self._trouble.says)], width, "late", self.room.glyphs.stop)
            rows.append([])
        rows += _said([_("Which shop is to sell for {store}?").format(store=self.room.here.name)], width, "strong")
        if not self.room.may("connect_shop"):
            return [*rows, *_said([_("Its owner connects a shop.")], width)]
        for deed in (USE_SQUARE, USE_SHOPIFY):
            rows.append([Piece(f"  {deed.key}  ", "key", deed.name), Piece(_(deed.help), "text", deed.name)])
        return rows

    def _question(self, asked: _Asked, width: int, height: int) -> list[Row]:
        """The words on the left, the picture on the right; the whole address where it has room, else the short one."""
        room = width - _TEXT - _GAP
        drawn = qr(asked.url, room, height, self.room.glyphs)
        short = not drawn
        drawn = drawn or qr(asked.short_url, room, height, self.room.glyphs)
        cells = width - len(drawn[0]) - _GAP if drawn else width
        words = self._words(asked, cells, _("The code leads there by way of the hub.") if short and drawn else "")
        if not drawn:
            words += _said([_(_TOO_SMALL if self.room.glyphs.upper else _NO_HALVES)], cells, "quiet")
            self._top = max(min(self._top, len(words) - height), 0)
            return words[self._top : self._top + height]
        lines = max(len(drawn), len(words))
        return [_beside(words, drawn, n, cells) for n in range(min(lines, height))]

    def _words(self, asked: _Asked, cells: int, note: str) -> list[Row]:
        clock, own = self.room.clock, self._waiting
        over = clock.now >= asked.until
        whose = _("The owner of {shop} says yes here:").format(shop=self._account)
        rows = _said([whose if self._account else _("The seller says yes to Square here:")], cells, "strong")
        rows += [[Piece(f"  {line}", "accent")] for line in whole(asked.url, cells - 4)]
        if own is not None and own.says:
            rows += _said([sentence(own.says)], cells, "late", self.room.glyphs.stop)
        if over:
            rows += _said([_("Its time is over: ask again.")], cells, "late", self.room.glyphs.stop)
        else:
            until = moment(asked.until, clock.now, clock.zone)
            rows += _said([_("Waiting for the yes, until {time}").format(time=until)], cells, "soon")
        return [*rows, *(_said([note], cells, "quiet") if note else [])]


def _said(sentences: Sequence[str], width: int, style: str = "text", sign: str = "") -> list[Row]:
    head = f"{sign} " if sign else ""
    return [[Piece(f"  {line}", style)] for text in sentences for line in whole(f"{head}{text}", width - 4)]


def _beside(words: Sequence[Row], drawn: Sequence[str], n: int, cells: int) -> Row:
    from rich.cells import cell_len

    row = list(words[n]) if n < len(words) else []
    used = sum(cell_len(piece.text) for piece in row)
    gap = [Piece(" " * (cells + _GAP - used))]
    return [*row, *gap, Piece(drawn[n], "paper")] if n < len(drawn) else row


def _plain(domain: str) -> str:
    """As the shop calls itself, of what is copied out of a browser."""
    return domain.strip().lower().removeprefix("https://").partition("/")[0]

"""Dead letters: what could not become work, why, for how long, and who looks after it. Each stays until somebody closes
it or it has been mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from data.core.clock import HOUR
from data.shops.letters import CloseDeadLetter, OwnDeadLetter
from data.shops.work import ERROR, RetryFailedSync
from kitchen_tui.cells import cut, wrap
from kitchen_tui.deeds import Deed
from kitchen_tui.hub_question import HubAnswer, HubQuestion
from kitchen_tui.places.letter_read import LetterRead
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.places.shop_words import closed_words, letter_reason, letter_source
from kitchen_tui.places.words import on_one_line
from kitchen_tui.regional import moment, number
from kitchen_tui.texts import N_, _, ngettext, sentence
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.questions.letters import LetterLine
    from kitchen_tui.places.place import Question, Room
    from kitchen_tui.sight import Sight

_COLUMNS = (
    Column(N_("Reason"), 16),
    Column(N_("Age"), 9, right=True),
    Column(N_("What"), 14, grow=True),
    Column(N_("Order"), 9, spare=2),
    Column(N_("From"), 8, spare=3),
    Column(N_("Owner"), 12, spare=1),
)
_LOW, _FULL = 7, 2
"""With more lines than that the chosen letter is written out on so many."""
_LONG_AGO = 4 * HOUR
"""After so long without an owner it is late."""
PAST = Deed(
    "past", ("f5",), "F5", N_("open/closed"), N_("Those that are closed, each with why; or those that are open")
)
OWN = Deed("own", ("f6",), "F6", N_("mine"), N_("I look after it"))
FIX = Deed("fix", ("f7",), "F7", N_("fix"), N_("Fill in what its order lacks; it closes by itself"))
AGAIN = Deed("again", ("f7",), "F7", N_("try again"), N_("The shop is told once more; success closes the letter"))
REPLAY = Deed("replay", ("f8",), "F8", N_("replay"), N_("Judged anew, by the rules of today"))
CLOSE = Deed("close", ("ctrl+x",), "Ctrl+X", N_("close"), N_("Nothing will come of it, and why that is right"))


class DeadLetters(Place):
    """The oldest first; Enter reads one whole."""

    title: ClassVar[str] = N_("Dead letters")

    def __init__(self, room: Room) -> None:
        """Nothing until it was asked."""
        super().__init__(room)
        self._counts = (0, 0)
        self._past = False
        """Whether one looks at those that are closed."""
        self._read: LetterRead | None = None
        self._listing: Listing[LetterLine] = Listing(
            _COLUMNS, self._fields, lambda letter: letter.id, empty=N_("No dead letter: everything became work")
        )

    def questions(self) -> Mapping[str, Question]:
        """Those that are open."""
        from data.questions.letters import closed_letters, kept_payload, open_letters

        limit, read = self._listing.limit, self._read
        asked: dict[str, Question] = {"letters": lambda sight: open_letters(sight.database, sight.store.id, limit)}
        if self._past:
            asked["past"] = lambda sight: closed_letters(sight.database, sight.store.id, limit)
        if read is not None and read.waits:
            about = read.letter.id, read.letter.order_id, read.letter.sha256
            asked["kept"] = lambda sight: kept_payload(sight.database, *about)
        return asked

    def told(self, name: str, value: Any) -> None:
        """What is read stays open for as long as it is there."""
        if name in ("kept", "payload"):
            if self._read is not None:
                self._heard(self._read, name, value)
            return
        if name == "replay":
            self._judged(value)
            return
        if name == "letters":
            self._counts = value.letters, value.held
        if (name == "past") != self._past:
            return
        lines = value if self._past else value.lines
        self._listing.take(
            lines, whole=len(lines) < self._listing.limit if self._past else len(lines) >= sum(self._counts)
        )
        if self._read is not None:
            found = next((letter for letter in lines if letter.id == self._read.letter.id), None)
            self._read = None if found is None else self._read.of(found)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """The letter that is read, or how many and all of them."""
        if self._read is not None:
            return self._read.rows(width, height, self.room)
        foot = self._foot(width) if height > _LOW else []
        rows = self._listing.rows(width, height - 1 - len(foot), self.room.glyphs)
        gap: list[Row] = [[] for _n in range(height - 1 - len(rows) - len(foot))] if foot else []
        return [self._head(width), *rows, *gap, *foot]

    def deeds(self) -> Sequence[Deed]:
        """What can be done with the one that is chosen."""
        letter, person = self._chosen, self.room.person
        able = [PAST] if self._read is None else []
        if letter is None or self._past:
            return able
        if self.room.may("own_dead_letter") and person is not None and letter.owner != person.name:
            able.append(OWN)
        if letter.held and self.room.may("release_order"):
            able.append(FIX)
        elif letter.work == ERROR and self.room.may("retry_failed_sync"):
            able.append(AGAIN)
        if letter.work is None and self.room.may("own_dead_letter"):
            able.append(REPLAY)
        return [*able, CLOSE] if self.room.may("close_dead_letter") else able

    def step(self, lines: int) -> None:
        """Within the letter that is read, else from one to the next."""
        if self._read is not None:
            self._read.step(lines)
            return
        self._listing.step(lines)
        if self._listing.wants_more:
            self.room.ask("letters")

    def enter(self) -> None:
        """Reads it whole."""
        letter = self._listing.chosen
        if letter is not None and self._read is None:
            self._read = LetterRead(letter, waits=self.room.may("own_dead_letter"))
            self.room.ask("kept")

    def back(self) -> bool:
        """Out of the letter."""
        was, self._read = self._read, None
        return was is not None

    def do_look(self, key: str) -> None:
        """A click: the first chooses it, the second reads it."""
        if self._listing.chosen is not None and self._listing.chosen.id == key:
            self.enter()
        else:
            self._listing.choose(key)

    def do_past(self) -> None:
        """Those that are closed, or those that are open again."""
        self._past = not self._past
        self._listing.take([])
        self._listing.known = False
        self.room.ask()

    def do_own(self) -> None:
        """Whoever stands here looks after it."""
        if self._chosen is not None:
            self.room.do(OwnDeadLetter(self._chosen.id))

    def do_fix(self) -> None:
        """To its order, among those that are held."""
        if self._chosen is not None and self._chosen.order_id:
            self.room.go("held", self._chosen.order_id)

    def do_again(self) -> None:
        """The shop is told once more."""
        letter = self._chosen
        if letter is not None and letter.shop_id:
            self.room.do(RetryFailedSync(letter.shop_id, (letter.id,)))

    def do_replay(self) -> None:
        """By the hub, which has what came."""
        if self._chosen is not None:
            self.room.ask_hub("replay", HubQuestion("POST", f"{_path(self._chosen)}/replay"))
            self.room.say(Said("idle", _("REPLAY"), says=_("The hub judges it anew…")))

    def do_close(self) -> None:
        """With a reason."""
        from kitchen_tui.places.form import Ask, Form

        letter = self._chosen
        if letter is None:
            return
        ident, title = letter.id, _("Close it: {reason}").format(reason=letter_reason(letter))
        ask = Ask("reason", _("Why"), needed=True, hint=_("why nothing will come of it"))

        def done(values: Mapping[str, str]) -> None:
            self.room.do(CloseDeadLetter(ident, values["reason"]))

        self.room.fill(Form(cut(title, 60), [ask], done, saves=_("Close the letter")))

    def sheet(self) -> Sheet:
        """All that are open."""

        def rows(sight: Sight) -> list[list[Cell]]:
            from data.questions.letters import open_letters

            now, zone = sight.now(), sight.store.timezone
            return [
                [
                    *(letter_reason(letter), moment(letter.at, now, zone), sentence(letter.says), letter.order_number),
                    *(letter_source(letter), letter.owner, letter.sha256),
                ]
                for letter in open_letters(sight.database, sight.store.id).lines
            ]

        columns = (_("Reason"), _("Since"), _("What"), _("Order"), _("From"), _("Owner"), _("SHA-256"))
        return Sheet("dead-letters", _("Dead letters"), columns, rows)

    def _heard(self, read: LetterRead, name: str, value: Any) -> None:
        """What came is here, or the hub has it, or it says why it cannot be shown."""
        if name == "payload":
            read.heard(value)
            return
        read.waits = False
        if value is None:
            self.room.ask_hub("payload", HubQuestion("GET", _path(read.letter)))
        else:
            read.heard(HubAnswer({"letter": read.letter.id, "text": value.decode("utf-8", "replace")}))

    def _judged(self, answer: HubAnswer) -> None:
        told = answer.value if isinstance(answer.value, dict) else {}
        well = not answer.code and told.get("verdict") in ("mended", "later")
        head = _("MENDED") if told.get("verdict") == "mended" else _("LATER") if well else _("AS IT WAS")
        self.room.say(Said("ok" if well else "no", head, says=sentence(answer.says or str(told.get("says", "")))))
        self.room.ask()

    @property
    def _chosen(self) -> LetterLine | None:
        return self._listing.chosen if self._read is None else self._read.letter

    def _head(self, width: int) -> Row:
        n, held = self._counts
        pieces = [Piece(f"  {_('Closed, the newest first')}", "accent")] if self._past else []
        if n:
            words = ngettext("{n} letter waits for somebody", "{n} letters wait for somebody", n)
            pieces.append(Piece(f"  {words.format(n=number(n))}", "late"))
        if held:
            words = ngettext("{n} of a held order", "{n} of held orders", held)
            pieces.append(Piece(f"  {words.format(n=number(held))}", "strong", "go:held"))
        return on_one_line(pieces, width)

    def _foot(self, width: int) -> list[Row]:
        letter = self._listing.chosen
        says = "" if letter is None else sentence(letter.says)
        if letter is not None and letter.closed_at is not None:
            says = closed_words(letter, self.room.clock)
        lines = wrap(says, width - 4, _FULL)[0]
        return [[Piece(f"  {lines[n] if n < len(lines) else ''}", "quiet")] for n in range(_FULL)]

    def _fields(self, letter: LetterLine) -> tuple[Field, ...]:
        waited = max((letter.closed_at or self.room.clock.now) - letter.at, 0)
        alone = waited >= _LONG_AGO and not letter.owner and letter.closed_at is None
        return (
            Field(letter_reason(letter), "soon" if letter.held else "late"),
            Field(age(waited), "late" if alone else "text"),
            Field(sentence(letter.says)),
            Field(letter.order_number or "", "strong"),
            Field(letter_source(letter), "quiet"),
            Field(letter.owner or _("nobody"), "text" if letter.owner else "quiet"),
        )


def _path(letter: LetterLine) -> str:
    return f"/api/v1/dead-letters/{quote(letter.id, safe='')}"

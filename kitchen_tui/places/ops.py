"""Ops: how quickly the hub answers and works, beside what it is to reach; each route with its percentiles (O56, O57).
The hub counts it: this place asks, and says of when it is what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from data.core.clock import MINUTE
from kitchen_tui.cells import fit, wrap
from kitchen_tui.deeds import Deed
from kitchen_tui.hub_question import ALONE, HubAnswer, HubQuestion
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place
from kitchen_tui.regional import moment, number, percent
from kitchen_tui.texts import N_, _, ngettext, sentence
from kitchen_tui.widgets.age import age
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.core.clock import Instant
    from kitchen_tui.places.place import Question, Room

_SECOND = 1_000
_AGAIN_MS = 15 * _SECOND
_NAMES = {
    "webhook p95": (N_("Webhooks answered, p95"), N_("Webhooks p95")),
    "deliveries taken in": (N_("Deliveries taken in, after retries"), N_("Taken in")),
    "worker p95": (N_("Work done, p95"), N_("Work p95")),
    "backlog": (N_("Work that waits"), N_("Work waits")),
    "oldest waits": (N_("The oldest waits"), N_("Oldest waits")),
}
_COLUMNS = (
    Column(N_("Route"), 16, grow=True),
    Column(N_("Calls"), 7, spare=2, right=True),
    Column(N_("Fine"), 8, spare=1, right=True),
    Column(N_("p50 ms"), 7, spare=3, right=True),
    Column(N_("p95 ms"), 7, right=True),
    Column(N_("p99 ms"), 7, spare=4, right=True),
)
_WIDE = 90
"""On fewer cells names and targets are said shorter."""
_MOST = 3
"""Lines for what the hub says is the matter."""
LOOK = Deed("look_again", ("f5",), "F5", N_("again"), N_("Ask the hub again"))


class Goal(NamedTuple):
    """See sync_agent.hub.ops_endpoint; `value` None while there is nothing to measure."""

    name: str
    value: float | None
    limit: float
    unit: str
    met: bool


class RouteLine(NamedTuple):
    """Percentiles in milliseconds."""

    route: str
    calls: int
    ok: int
    p50: int
    p95: int
    p99: int


class Ops(Place):
    """The targets stay in sight, the routes are gone through."""

    title: ClassVar[str] = N_("Ops")

    def __init__(self, room: Room) -> None:
        """Nothing is known yet."""
        super().__init__(room)
        self._goals: list[Goal] = []
        self._at: Instant | None = None
        self._asked_at: Instant | None = None
        self._waits = False
        self._trouble: HubAnswer | None = None
        self._listing: Listing[RouteLine] = Listing(
            _COLUMNS, _fields, lambda route: route.route, empty=N_("Nothing was called in the last day")
        )

    def arrive(self, about: str) -> None:
        """As it is now."""
        self._ask()

    def questions(self) -> Mapping[str, Question]:
        """What time it is: the hub is asked again after a while, never with every scan that counts."""
        return {"now": lambda sight: sight.now()}

    def told(self, name: str, value: Any) -> None:
        """The time, or the hub's answer; what was known stays in sight when there is none."""
        if name == "now":
            if self._asked_at is None or value - self._asked_at >= _AGAIN_MS:
                self._ask()
            return
        self._waits, self._trouble = False, value if value.code else None
        if self._trouble is None:
            told = value.value
            self._at = self.room.clock.now
            self._goals = [Goal(*(goal[name] for name in Goal._fields)) for goal in told["targets"]]
            self._listing.take([RouteLine(*(r[name] for name in RouteLine._fields)) for r in told["routes"]])

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """Of when it is, the targets, the routes."""
        head = self._head(width)
        if self._at is None:
            return head[:height]
        goals = [self._goal(goal, width) for goal in self._goals]
        gap: list[Row] = [[]] if height > len(head) + len(goals) + 6 else []
        above = [*head, *gap, *goals, *gap]
        return [*above, *self._listing.rows(width, max(height - len(above), 1), self.room.glyphs)][:height]

    def deeds(self) -> Sequence[Deed]:
        """It can be asked again."""
        return () if self._waits or (self._trouble is not None and self._trouble.code == ALONE) else (LOOK,)

    def do_look_again(self) -> None:
        """Now."""
        self._ask()

    def do_look(self, key: str) -> None:
        """A click on a route."""
        self._listing.choose(key)

    def step(self, lines: int) -> None:
        """Through the routes."""
        self._listing.step(lines)

    def _ask(self) -> None:
        if self._waits:
            return
        self._waits, self._asked_at = True, self.room.clock.now
        self.room.ask_hub("ops", HubQuestion("GET", "/api/v1/ops"))

    def _head(self, width: int) -> list[Row]:
        glyphs, clock = self.room.glyphs, self.room.clock
        known = "" if self._at is None else moment(self._at, clock.now, clock.zone)
        if self._trouble is not None:
            says = sentence(self._trouble.says)
            if self._trouble.code == ALONE:
                says = _("This terminal works alone: there is no hub to measure.")
            rows: list[Row] = [
                [Piece(f"  {line}", "late")] for line in wrap(f"{glyphs.stop} {says}", width - 4, _MOST)[0]
            ]
            return (
                [*rows, [Piece(fit(f"  {_('Last known at {time}').format(time=known)}", width), "soon")]]
                if known
                else rows
            )
        if not known:
            return [[Piece(f"  {_('The hub is asked…')}", "quiet")]]
        missed = sum(not goal.met for goal in self._goals)
        if missed:
            words = ngettext("{n} target is missed", "{n} targets are missed", missed).format(n=number(missed))
            verdict = Piece(f"  {glyphs.stop} {words}", "late")
        else:
            verdict = Piece(f"  {glyphs.ok} {_('All targets are met')}", "strong")
        return [[verdict, Piece(f"  {_('the last 24 h, as of {time}').format(time=known)}", "quiet")]]

    def _goal(self, goal: Goal, width: int) -> Row:
        """Its sign and its word, what it is about, how it is, what it is to be."""
        glyphs = self.room.glyphs
        if goal.value is None:
            sign, word, style = glyphs.dot, _("nothing yet"), "quiet"
        elif goal.met:
            sign, word, style = glyphs.ok, _("met"), "text"
        else:
            sign, word, style = glyphs.stop, _("MISSED"), "late"
        wide = width >= _WIDE
        value = "" if goal.value is None else _told(goal, goal.value)
        name, target = _name(goal, wide=wide), _target(goal) if wide else _short_target(goal)
        cells = 35 if wide else 14
        return [
            Piece(f"  {sign} {fit(word, 12)}", style),
            Piece(fit(name, cells), "text"),
            Piece(f"{fit(value, 9)} ", "strong" if goal.met else "late"),
            Piece(fit(target, max(width - cells - 26, 0)), "quiet"),
        ]


def _name(goal: Goal, *, wide: bool) -> str:
    known = _NAMES.get(goal.name)
    return goal.name if known is None else _(known[0] if wide else known[1])


def _told(goal: Goal, value: float) -> str:
    if goal.name == "oldest waits":
        return age(int(value)) if value >= MINUTE else _("{n} s").format(n=number(int(value) // _SECOND))
    if goal.unit == "ms":
        return _("{n} ms").format(n=number(round(value)))
    return percent(value) if goal.limit <= 1 else number(int(value))


def _target(goal: Goal) -> str:
    limit = _told(goal, goal.limit)
    if goal.limit <= 1 and not goal.unit:
        return _("at least {limit}").format(limit=limit)
    if goal.name == "backlog":
        return _("below {limit}, or the oldest is young").format(limit=limit)
    if goal.name == "oldest waits":
        return _("below {limit}, or few wait").format(limit=limit)
    return _("below {limit}").format(limit=limit)


def _short_target(goal: Goal) -> str:
    return f"{'>=' if goal.limit <= 1 and not goal.unit else '<'} {_told(goal, goal.limit)}"


def _fields(route: RouteLine) -> tuple[Field, ...]:
    return (
        Field(route.route),
        Field(number(route.calls), "quiet"),
        Field(percent(route.ok / max(route.calls, 1)), "text" if route.ok == route.calls else "late"),
        Field(number(route.p50), "quiet"),
        Field(number(route.p95), "strong"),
        Field(number(route.p99), "quiet"),
    )

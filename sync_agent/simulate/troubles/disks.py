"""Disks: power, space, clones, restores, and what is pruned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.ledger.pruning import prune
from sync_agent.simulate.disk import as_memory
from sync_agent.simulate.house import CLOUD, HUB
from sync_agent.simulate.node import TERMINAL, SimNode
from sync_agent.simulate.oracle import command_ids
from sync_agent.simulate.world import empty

if TYPE_CHECKING:
    from sync_agent.simulate.shift import Shift

COMPANY = 15
HOLIDAY = 50 * 86_400_000


class Shelf:
    """Older images of every disk, from which the next restore is made; and the copy that follows the hub."""

    def __init__(self) -> None:
        """Empty."""
        self.images: dict[str, Any] = {}
        self.follower: Any = None
        self.clones = 0
        self.holidays: list[tuple[int, str]] = []
        """When fifty days are over, and who sleeps through them."""
        self.ill_until = 0
        """Troubles come in company: until this step the hub is likelier to be set back as well."""

    def picture(self, shift: Shift) -> None:
        """Now and then, of one of them."""
        if shift.dice.random() < 0.06:
            node = shift.dice.choice(list(shift.house.nodes.values()))
            self.images[node.name] = node.disk.image()
        if shift.step >= self.ill_until and shift.dice.random() < 0.05:
            self.follower = shift.house.cloud.disk.image()


def power(shift: Shift) -> str:
    """F12."""
    return _fuse(shift, "cut")


def full(shift: Shift) -> str:
    """F18."""
    return _fuse(shift, "full")


def _fuse(shift: Shift, blows: str) -> str:
    node = _any(shift)
    node.disk.fuse.set(shift.dice.randrange(1, 90), blows)
    return f"{node.name}'s disk will be {blows}"


def busy(shift: Shift) -> str:
    """F19."""
    node = _any(shift)
    node.disk.fuse.busy = shift.dice.randrange(1, 5)
    return f"somebody holds {node.name}'s database"


def sleep(shift: Shift) -> str:
    """F15."""
    node = _any(shift)
    shift.put_to_sleep(node, shift.dice.randrange(5, 40))
    return f"{node.name} stands still"


def clone(shift: Shift) -> str | None:
    """F24."""
    if shift.shelf.clones >= 2:
        return None
    node = shift.dice.choice(shift.house.terminals())
    shift.shelf.clones += 1
    shift.shelf.ill_until = shift.step + COMPANY
    twin = shift.house.copy(node, f"{node.name}-copy{shift.shelf.clones}")
    # Often one of them works for a while where no line reaches, and the hub's follower hears no more either.
    shift.offline[shift.dice.choice((twin, node)).name] = shift.step + shift.dice.randrange(COMPANY, 2 * COMPANY)
    shift.shelf.follower = shift.house.cloud.disk.image()
    return f"{twin.name} lives"


def restore_terminal(shift: Shift) -> str | None:
    """F25."""
    shift.shelf.ill_until = shift.step + COMPANY
    return _restore(shift, shift.dice.choice(shift.house.terminals()))


def replace_relay(shift: Shift) -> str:
    """F26."""
    node = shift.house.nodes[HUB]
    shift.house.blank(node, as_memory(empty()))
    shift.forgot(node)
    return f"{HUB} is a new machine"


def restore_relay(shift: Shift) -> str | None:
    """F27."""
    return _restore(shift, shift.house.nodes[HUB])


def restore_told(shift: Shift) -> str | None:
    """F28."""
    done = _restore(shift, shift.house.cloud)
    if done:
        shift.house.cloud.told_of_restore()
    return done and f"{done}, and told so"


def restore_silently(shift: Shift) -> str | None:
    """F29."""
    return _restore(shift, shift.house.cloud)


def fail_over(shift: Shift) -> str | None:
    """F30."""
    image, shift.shelf.follower, shift.shelf.ill_until = shift.shelf.follower, None, 0
    shift.offline.clear()
    return _set_back(shift, shift.house.cloud, image)


def _restore(shift: Shift, node: SimNode) -> str | None:
    return _set_back(shift, node, shift.shelf.images.get(node.name))


def _set_back(shift: Shift, node: SimNode, image: Any) -> str | None:
    if image is None:
        return None
    shift.house.replace_disk(node, image)
    shift.forgot(node)
    return f"{node.name}'s disk is an older one"


def enrol_again(shift: Shift) -> str:
    """F31."""
    node = shift.dice.choice(shift.house.terminals())
    node.enrol_again()
    return f"{node.name} enrols again"


def point_elsewhere(shift: Shift) -> str:
    """F32: a terminal of the store with the hub asks the cloud from now on, or the other way round."""
    house = shift.house
    movable = [n for n in house.terminals() if n.scopes == house.nodes[HUB].scopes]
    node = shift.dice.choice(movable)
    node.above = CLOUD if node.above == HUB else HUB
    return f"{node.name} asks {node.above} from now on"


def pruning(shift: Shift) -> str:
    """F44: one node tidies up by its own clock, or somebody falls asleep, and fifty days later all others tidy up."""
    dice, nodes = shift.dice, list(shift.house.nodes.values())
    if dice.random() < 0.3:
        node = dice.choice(nodes)
        prune_at(shift, node)
        return f"{node.name} tidies up"
    sleeper, steps = dice.choice(nodes), dice.randrange(10, 40)
    shift.put_to_sleep(sleeper, steps + 2)
    shift.shelf.holidays.append((shift.step + steps, sleeper.name))
    return f"{sleeper.name} will sleep for fifty days"


def holidays(shift: Shift) -> str | None:
    """Those that are over."""
    over = [sleeper for step, sleeper in shift.shelf.holidays if step <= shift.step]
    shift.shelf.holidays = [one for one in shift.shelf.holidays if one[0] > shift.step]
    nodes = list(shift.house.nodes.values())
    for sleeper in over:
        for node in nodes:
            node.machine.passes(HOLIDAY)
        for node in nodes:
            if node.name != sleeper:
                prune_at(shift, node)
    return "fifty days are over" if over else None


def prune_at(shift: Shift, node: SimNode) -> None:
    """What the authority prunes was done. What a store hub prunes it cannot hand up again, should its own hub be set
    back: those below take it for settled. What a terminal prunes is nobody's duty where nobody else has it."""
    before = command_ids(node.disk.read)
    shift.pruned = True
    try:
        prune(node.disk, node.machine.now(), node.fresh)
    finally:
        if node.kind != TERMINAL:
            shift.oracle.destroyed |= before - command_ids(node.disk.read)
        else:
            shift.house.gone(node, before)


def _any(shift: Shift) -> SimNode:
    return shift.dice.choice(list(shift.house.nodes.values()))

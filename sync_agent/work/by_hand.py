"""Repairs that a person asks for, of every shop of a hub: one shop that does not answer holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from data.shops.integration import PosIntegration
from sync_agent.shops.trouble import ShopTrouble
from sync_agent.work.opening import Opener
from sync_agent.work.patience import PatientOpener
from sync_agent.work.repairs import Repairs, Told
from sync_agent.work.service import shops


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of it at one shop; `trouble` is why it did not come to its end."""

    organization: str
    shop: PosIntegration
    told: dict[str, Told] = field(default_factory=dict)
    trouble: str | None = None


def repair(opener: Opener, wait: Callable[[float], bool | None], names: Sequence[str]) -> Iterator[Repaired]:
    """These repairs, at every shop that is connected, due or not. Raises StoreError."""
    repairs = Repairs(PatientOpener.over(opener, wait))
    for organization, shop in shops(opener.store):
        try:
            yield Repaired(organization, shop, repairs.at_once(organization, shop, names))
        except ShopTrouble as trouble:
            yield Repaired(organization, shop, trouble=str(trouble))

"""A store's policies: rules ask them, never the environment."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

from data.core.packed import pack, unpack
from data.organization.store import Store

SCAN_AHEAD = ("deny", "one", "any")


@dataclass(frozen=True, slots=True)
class Policies:
    """Defaults are those of RULES.md and REQUIREMENTS.md."""

    qc_by_staff: bool = False
    scan_ahead: str = "one"
    photo_stages: tuple[str, ...] = ()
    shift_needed: bool = False
    complete_on_pack: bool = False
    split_up_to: int = 12
    retention_days: int = 45
    late_warning_minutes: int = 90
    idle_sign_out_minutes: int = 15
    check_bom: bool = False

    def packed(self) -> str:
        """The policies as the store's column keeps them."""
        return pack(asdict(self))


@lru_cache(maxsize=64)
def _read(text: str) -> Policies:
    known = {f.name for f in fields(Policies)}
    given: dict[str, Any] = {k: v for k, v in unpack(text).items() if k in known}
    if "photo_stages" in given:
        given["photo_stages"] = tuple(given["photo_stages"])
    return Policies(**given)


def policies_of(store: Store) -> Policies:
    """The policies of a store; what its row does not name has the default."""
    return _read(store.policies)


@lru_cache(maxsize=64)
def sizes_of(packed_sizes: str) -> dict[str, int]:
    """Rank of each size in the store's list, by its text in lower case."""
    return {str(s).casefold(): n for n, s in enumerate(unpack(packed_sizes))}


UNKNOWN_SIZE, NO_SIZE = 1_000, 1_001


def size_rank(store: Store, size: str | None) -> int:
    """N2: the configured order, then unknown sizes by text, then none."""
    if not size:
        return NO_SIZE
    return sizes_of(store.sizes).get(size.casefold(), UNKNOWN_SIZE)

"""Which printer a label goes to: the one that was asked for, else the one whose work it is, else its backup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.kitchen.label import LabelJob
from data.organization.printer import Printer
from hardware.printer.status import Status
from kitchen_tui.paper import first_choice

NOBODY = "No printer here prints {kind} labels: add one with `kitchen-tui printers add`"
_SHORT = {
    "paper_out": "is out of paper",
    "head_open": "is open",
    "paused": "is paused",
    "off": "cannot be reached",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A printer and, when it is known not to print now, how it is."""

    printer: Printer
    trouble: Status | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """Where a label goes. `printer` None: nowhere for now, and `says` tells why; else `says` is of a backup that
    helps. `first` is the printer whose work it is, None when there is none."""

    first: str | None
    printer: str | None
    says: str | None = None


def way(job: LabelJob, known: Mapping[str, Known]) -> Way:
    """The way of a job among the printers of its terminal, by name."""
    first = first_choice(job.wanted, job.kind, [k.printer for k in known.values()])
    if first is None:
        missing = f"There is no printer {job.wanted} here any more: retry the label on another one"
        return Way(None, None, missing if job.wanted else NOBODY.format(kind=job.kind))
    trouble, backup = known[first].trouble, known[first].printer.backup
    if trouble is None:
        return Way(first, first)
    if backup is None or backup not in known:
        return Way(first, None, f"{first}: {trouble.says}")
    also = known[backup].trouble
    if also is not None:
        return Way(first, None, f"{first}: {trouble.says}. {backup}: {also.says}")
    return Way(first, backup, f"{first} {_SHORT.get(trouble.code, 'does not print')}: printed on {backup}")

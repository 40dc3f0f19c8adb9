"""Where a list goes that somebody takes along: a new file each time, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from data.core.clock import local
from data.core.delimited import delimited
from kitchen_tui.exporting.delimited import separator_of
from kitchen_tui.staged import Staged
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.core.clock import Instant
    from kitchen_tui.places.place import Here
    from kitchen_tui.places.sheet import Cell, Sheet

CSV, PDF = "csv", "pdf"


def export(sheet: Sheet, rows: Sequence[Sequence[Cell]], folder: Path, form: str, here: Here, now: Instant) -> Path:
    """Writes a list as CSV or PDF; answers the new file. `folder` is the terminal's data folder.

    Raises OSError where nothing can be written, or NotDrawn when no paper could be drawn.
    """
    content = content_of(sheet, rows, form, here, now)
    at = local(now, here.zone)
    into = _exports_of(folder)
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = _free(into, f"{sheet.name}-{at:%Y-%m-%d-%H%M%S}", form)
    with Staged({place: content}) as staged:
        staged.publish()
    return place


def content_of(sheet: Sheet, rows: Sequence[Sequence[Cell]], form: str, here: Here, now: Instant) -> bytes:
    """The bytes of such a file."""
    if form == PDF:
        from kitchen_tui.exporting.printable import printable

        return printable(sheet, rows, here, now)
    return delimited([_(column) for column in sheet.columns], rows, separator_of(here.locale))


def _exports_of(folder: Path) -> Path:
    """Among a person's documents where the terminal's data lies in its usual place; else beside the data, so that a
    demo or a terminal on a stick leaves nothing elsewhere."""
    from platformdirs import user_documents_path

    from kitchen_tui.home import data_dir

    documents = user_documents_path()
    usual = folder.absolute() == data_dir(None).absolute()
    return (documents if usual and documents.is_dir() else folder) / "exports"


def _free(folder: Path, name: str, ending: str) -> Path:
    place, n = folder / f"{name}.{ending}", 1
    while place.exists():
        n += 1
        place = folder / f"{name}-{n}.{ending}"
    return place

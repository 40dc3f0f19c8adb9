"""`kitchen-tui station`: the app."""

from __future__ import annotations

import gc
from argparse import Namespace

from kitchen_tui.commands.frame import folder_of
from kitchen_tui.terminal import keys_unseen


def station(args: Namespace) -> int:
    """Opens the screen at a station; what is typed meanwhile is kept, and not shown."""
    theme = getattr(args, "theme", "auto")
    # What is loaded now stays: looking for rubbish in it would keep the first paint waiting. On again once it is open.
    gc.disable()
    with keys_unseen():
        from kitchen_tui.app import run

        return run(
            folder_of(args),
            args.store,
            getattr(args, "station", None),
            getattr(args, "badge", None),
            None if theme == "auto" else theme,
            ports=getattr(args, "scanner", ()),
            place=getattr(args, "place", ""),
        )

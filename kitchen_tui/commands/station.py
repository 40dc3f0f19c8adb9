"""`kitchen-tui station`: the app."""

from __future__ import annotations

from argparse import Namespace

from kitchen_tui.commands.frame import folder_of


def station(args: Namespace) -> int:
    """Opens the screen at a station."""
    from kitchen_tui.app import run

    theme = getattr(args, "theme", "auto")
    return run(
        folder_of(args),
        args.store,
        getattr(args, "station", None),
        getattr(args, "badge", None),
        None if theme == "auto" else theme,
    )

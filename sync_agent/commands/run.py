"""`sync-agent run`: the process beside the app. What is done here goes to the hub, what is new there comes here. Where
there is no hub, it makes the forecasts each night."""

from __future__ import annotations

import argparse

from sync_agent.cli import FAILED, OK, REFUSED, complain, tell
from sync_agent.exits import code_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and for how long."""
    parser.add_argument("--data-dir", metavar="DIR", help="the terminal's data (else BAKELINE_HOME)")
    parser.add_argument("--once", action="store_true", help="until all is exchanged, instead of for ever")


def run(args: argparse.Namespace) -> int:
    """0 told to end, or all exchanged; 1 it could not be (`--once`); 3 another agent works here, there is no hub, or it
    has taken this terminal out of service."""
    from data.exchange.values import Standing
    from data.store.errors import StoreError
    from data.store.home import data_dir
    from sync_agent.link.papers import NotShown, node_papers
    from sync_agent.link.trouble import Trouble
    from sync_agent.lock import AnotherAgentError
    from sync_agent.retirement import RetiredError
    from sync_agent.service import AloneError, StoreHubError, work

    def say(standing: Standing) -> None:
        verdict = "trouble" if standing.trouble else "well"
        told: dict[str, object] = {"verdict": verdict, "trouble": standing.trouble, "says": standing.says}
        told |= {"hub": standing.hub, "at": standing.heard_at}
        tell(args, told, standing.says or f"All is well with {standing.hub}")

    try:
        work(data_dir(args.data_dir), node_papers, once=args.once, say=say)
    except AloneError as alone:
        if args.once or alone.gone:
            return complain(args, str(alone), REFUSED)
        return _alone(args)
    except (AnotherAgentError, StoreHubError, RetiredError) as refused:
        return complain(args, str(refused), REFUSED)
    except (Trouble, StoreError, NotShown) as trouble:
        return complain(args, str(trouble), FAILED, code_of(trouble))
    return OK


def _alone(args: argparse.Namespace) -> int:
    """Until it is told to end, or the terminal has a hub."""
    from data.store.home import data_dir
    from sync_agent.forecasts.alone import nights

    says = "This terminal works alone: nothing is sent, and forecasts are made each night"
    if nights(data_dir(args.data_dir), lambda: tell(args, {"verdict": "alone"}, says)):
        tell(args, {"verdict": "enrolled"}, "This terminal has a hub now: `sync-agent run` once more exchanges with it")
    return OK

"""A question to the hub in the name of the person who stands here, asked by a program of its own: what speaks to the
network, and what opens the hub, is never loaded by the screen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from kitchen_tui.texts import N_

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE_S = 45.0
ALONE, NO_ANSWER = "alone", "no_answer"
_SAYS_NOTHING = N_("The program that asks the hub did not answer: see `sync-agent status`")


class HubQuestion(NamedTuple):
    """A request of the hub's HTTP interface, with a body in JSON or none."""

    method: str
    path: str
    value: Any = None


class HubAnswer(NamedTuple):
    """What the hub said; or, with a `code`, why there is nothing, in words. ALONE: this terminal has no hub."""

    value: Any = None
    code: str = ""
    says: str = ""


def ask_hub(folder: Path, signed_in: str, question: HubQuestion) -> HubAnswer:
    """Waits for the answer, for as long as the network needs; never raises."""
    asked = json.dumps({**question._asdict(), "signed_in": signed_in})
    command = [sys.executable, "-m", "sync_agent.question", "--data-dir", str(folder.absolute())]
    try:
        done = subprocess.run(
            command,
            input=asked,
            cwd=_ROOT,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
            start_new_session=True,  # the terminal's Ctrl-C is for the app
        )
        told = json.loads(done.stdout)
        return HubAnswer(told.get("value"), str(told.get("code", "")), str(told.get("says", "")))
    except (OSError, subprocess.TimeoutExpired, ValueError, AttributeError):
        return HubAnswer(None, NO_ANSWER, _SAYS_NOTHING)

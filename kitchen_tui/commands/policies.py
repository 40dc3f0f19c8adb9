"""`policies`: what a store allows and asks for, and a new value for one of it."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from data.core.packed import pack
from data.organization.commands import SetPolicies
from data.organization.policies import LISTS, Policies, policies_of
from kitchen_tui.commands.frame import OK, WrongUse, actor_of, answer, desk_of, nobody, say

_YES, _NO = ("yes", "on", "true"), ("no", "off", "false")


def policies(args: Namespace) -> int:
    """All of them, one, or a new value for one."""
    known = asdict(Policies())
    if args.name is not None and args.name not in known:
        raise WrongUse(f"no policy {args.name!r}: one of {', '.join(known)}")
    desk = desk_of(args)
    if args.value is None:
        for name, value in asdict(policies_of(desk.store)).items():
            if args.name in (None, name):
                say(args, {"policy": name, "value": value}, f"{name:<22} {_spelled(value)}")
        return OK
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args)
    return answer(args, desk.do(SetPolicies(desk.store.id, pack({args.name: _value(args, known[args.name])})), actor))


def _value(args: Namespace, default: Any) -> Any:
    """As the policy's default is: yes or no, a number, texts with semicolons, a word."""
    text: str = args.value
    if args.name in LISTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    if isinstance(default, bool):
        if text.lower() not in (*_YES, *_NO):
            raise WrongUse(f"{args.name} is yes or no, not {text!r}")
        return text.lower() in _YES
    if isinstance(default, int):
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise WrongUse(f"{args.name} is a number, not {text!r}")
        return int(text)
    return text


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list | tuple) else str(value)

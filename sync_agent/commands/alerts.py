"""`sync-agent alerts`: where messages go when something is wrong and nobody looks."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sync_agent.cli import FAILED, OK, USAGE, complain, tell
from sync_agent.commands.at_the_shops import at_the_hub, doing, opener_of, secret_in, served

if TYPE_CHECKING:
    from sync_agent.work.opening import Opener


def arguments(parser: argparse.ArgumentParser) -> None:
    """A word after it says what."""
    at_the_hub(parser)
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    slack = doing(doings, "slack", "into a channel of Slack, by an incoming webhook")
    slack.add_argument("--url-file", required=True, type=Path, metavar="F", help="a file with its URL")
    mail = doing(doings, "mail", "by mail")
    mail.add_argument("--smtp", required=True, metavar="HOST:PORT")
    mail.add_argument("--from", required=True, dest="sender", metavar="ADDRESS")
    mail.add_argument("--to", required=True, action="append", metavar="ADDRESS")
    mail.add_argument("--user", default="", metavar="NAME")
    mail.add_argument("--password-file", type=Path, metavar="F")
    doing(doings, "test", "a message on every channel, now")
    doing(doings, "off", "nobody is told any more")


def run(args: argparse.Namespace) -> int:
    """0 done, 1 it could not be done, 2 asked wrongly."""

    def work() -> int:
        with opener_of(args.database) as opener:
            return {"slack": _slack, "mail": _mail, "test": _test, "off": _off}[args.doing](args, opener)

    return served(args, work)


def _slack(args: argparse.Namespace, opener: Opener) -> int:
    return _keep(args, opener, {"slack_url": secret_in(args.url_file)}, "Slack")


def _mail(args: argparse.Namespace, opener: Opener) -> int:
    host, _, port = args.smtp.rpartition(":")
    if not host or not port.isdecimal():
        return complain(args, f"{args.smtp!r} is no HOST:PORT", USAGE)
    if any("@" not in each or "," in each or not each.isprintable() for each in (args.sender, *args.to)):
        return complain(args, "An address is written like olive@bakery.example", USAGE)
    values = {"smtp_host": host, "smtp_port": port, "mail_from": args.sender, "mail_to": ",".join(args.to)}
    values["smtp_user"] = args.user
    values["smtp_password"] = secret_in(args.password_file) if args.password_file else ""
    return _keep(args, opener, values, ", ".join(args.to))


def _keep(args: argparse.Namespace, opener: Opener, values: dict[str, str], where: str) -> int:
    from sync_agent.hub.organizations import organizations
    from sync_agent.watch.alerter import KEPT

    for whose in organizations(opener.store):
        opener.keep_named(whose.id, KEPT, values)
    tell(args, {"verdict": "kept", "channel": args.doing}, f"{where} is told from now on, once for each cause")
    return OK


def _test(args: argparse.Namespace, opener: Opener) -> int:
    from sync_agent.hub.organizations import organizations
    from sync_agent.watch.alerter import KEPT
    from sync_agent.watch.channels import NotSent, channels_of

    failed, tried = 0, 0
    for whose in organizations(opener.store):
        kept = opener.store.read(whose.id, lambda database: opener.keys.of(database, KEPT))
        for name, channel in channels_of(kept).items():
            tried += 1
            try:
                channel.send("A test", "This is how Bakeline tells you that something is wrong.")
                tell(args, {"verdict": "sent", "channel": name}, f"{name}: sent")
            except NotSent as trouble:
                failed += 1
                tell(args, {"verdict": "failed", "channel": name, "says": str(trouble)}, f"{name}: {trouble}")
    if not tried:
        return complain(args, "No channel is set up", FAILED)
    return FAILED if failed else OK


def _off(args: argparse.Namespace, opener: Opener) -> int:
    from sync_agent.hub.organizations import organizations
    from sync_agent.watch.alerter import KEPT

    for whose in organizations(opener.store):
        opener.forget_named(whose.id, KEPT)
    tell(args, {"verdict": "off"}, "Nobody is told any more")
    return OK

"""Ways out of the house: each takes one message or raises NotSent, and never waits for long."""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from html import escape
from typing import Protocol

from sync_agent.shops.line import Line
from sync_agent.shops.registry import line_to
from sync_agent.shops.trouble import ShopTrouble, Unavailable

MAIL, SLACK = "mail", "slack"
ALL = (SLACK, MAIL)
_PATIENCE_S = 15.0
_LONGEST_S = 30.0
"""For a whole message: a server may answer each word of it just in time."""
_MOST = 2_000


class NotSent(Exception):
    """Why, in words without secrets; `for_good`: it will never go like this; `away`: nobody has heard it."""

    def __init__(self, says: str, *, for_good: bool = False, away: bool = False) -> None:
        """Keeps them."""
        super().__init__(says)
        self.for_good, self.away = for_good, away


class Channel(Protocol):
    """One of them."""

    def send(self, subject: str, body: str, ident: str = "") -> None:
        """`ident` is the message's own: the same once more is the same message. Raises NotSent."""
        ...


@dataclass(frozen=True, slots=True)
class Slack:
    """An incoming webhook: whoever knows its URL may write there."""

    url: str = field(repr=False)
    line: Line

    def send(self, subject: str, body: str, ident: str = "") -> None:
        """As plain text: what a customer wrote is no markup, and calls nobody."""
        text = escape(f"{subject}: {body}"[:_MOST], quote=False)
        told = json.dumps({"text": text, "mrkdwn": False}).encode()
        try:
            heard = self.line.post(self.url, {"Content-Type": "application/json"}, told)
        except ShopTrouble as trouble:
            raise NotSent(f"Slack: {trouble}", away=isinstance(trouble, Unavailable)) from trouble
        if heard.status >= 300:
            raise NotSent(f"Slack answered {heard.status}", for_good=heard.status in (400, 403, 404, 410))


@dataclass(frozen=True, slots=True)
class Mail:
    """Over SMTP, sealed by TLS wherever the server can."""

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, subject: str, body: str, ident: str = "") -> None:
        """A password goes only over TLS."""
        message = EmailMessage()
        message["Subject"] = " ".join(f"Bakeline: {subject}".split())[:200]
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        if ident:
            message["Message-ID"] = f"<{ident}@bakeline>"
        message.set_content(body[:_MOST])
        self.post(message)

    def post(self, message: EmailMessage) -> None:
        """A letter as it is. Raises NotSent."""
        try:
            with smtplib.SMTP(timeout=_PATIENCE_S) as server, _cut_after(server, _LONGEST_S):
                # Whose certificate it must be: `connect` alone does not say.
                server._host = self.host  # type: ignore[attr-defined]
                server.connect(self.host, self.port)
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                    server.ehlo()
                elif self.user:
                    raise NotSent("The mail server offers no TLS, and the password stays here", for_good=True)
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as trouble:
            raise NotSent("The mail server takes nothing for these people", for_good=True) from trouble
        except smtplib.SMTPAuthenticationError as trouble:
            raise NotSent("The mail server does not take the password") from trouble
        except (smtplib.SMTPException, OSError) as trouble:
            away = not isinstance(trouble, smtplib.SMTPResponseException)
            raise NotSent(f"The mail server cannot be used ({type(trouble).__name__})", away=away) from trouble


@contextmanager
def _cut_after(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Ends the line then, whatever it is waiting for."""

    def cut() -> None:
        if server.sock is not None:
            with suppress(OSError):
                server.sock.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(seconds, cut)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def channels_of(kept: Mapping[str, str]) -> dict[str, Channel]:
    """Those that an admin has set up, by what the hub keeps of them (`sync-agent alerts`)."""
    found: dict[str, Channel] = {}
    if url := kept.get("slack_url"):
        found[SLACK] = Slack(url, line_to(url))
    if host := kept.get("smtp_host"):
        to = tuple(kept["mail_to"].split(","))
        who = (kept.get("smtp_user", ""), kept.get("smtp_password", ""))
        found[MAIL] = Mail(host, int(kept["smtp_port"]), kept["mail_from"], to, *who)
    return found

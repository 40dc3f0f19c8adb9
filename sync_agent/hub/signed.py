"""A batch is its sender's own: signed with the key of its enrolment, for this token (SECURITY T16)."""

from __future__ import annotations

from collections.abc import Mapping

from data.exchange.message import Request
from sync_agent.hub.auth import Principal, Refusal, as_http, bearer
from sync_agent.hub.identity import Identity
from sync_agent.secrets.signature import HEADER, BadSignature, Push, check_push


class Signatures:
    """What a hub asks of every batch."""

    def __init__(self, identity: Identity) -> None:
        """Knows the keys of the nodes."""
        self._identity = identity

    def admit(self, who: Principal, asked: Request, body: bytes, headers: Mapping[str, str]) -> None:
        """Raises HTTPException 403 for commands that `who` did not sign; a request without any needs no signature."""
        if not asked.batch:
            return
        member = self._identity.door.member(who.id)
        first, last = asked.batch[0].seq, asked.batch[-1].seq
        push = Push(asked.node_id, asked.origin, first, last, body, bearer(headers.get("authorization")))
        try:
            check_push(member.public_key or "", push, headers.get(HEADER))
        except BadSignature as trouble:
            raise as_http(Refusal(403, "bad_signature", f"{trouble}: enrol this terminal again")) from trouble

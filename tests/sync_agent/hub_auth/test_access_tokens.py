"""Nobody comes in with a token that we did not make, or that has ended (P06, SECURITY T11)."""

from __future__ import annotations

import base64
import hmac
import json
import random
from hashlib import sha256
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync_agent.hub.auth import Refusal
from sync_agent.hub.organizations import revoke
from sync_agent.hub.tokens import AUDIENCE
from tests.sync_agent.hub_auth.gate import MINUTE, SECOND, Gate, Knocking

MUTATIONS = 10_000


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def following(letter: str) -> str:
    """The next letter of base64: at the end of a signature it decodes to the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return alphabet[alphabet.index(letter) + 1]


class Forger:
    """Knows everything of the hub but its private keys."""

    def __init__(self, gate: Gate, terminal: Knocking) -> None:
        self.gate, self.good = gate, terminal.access
        self.key = gate.identity.keys.current()
        self.claims: dict[str, Any] = jwt.decode(terminal.access, options={"verify_signature": False})
        self.header: dict[str, Any] = jwt.get_unverified_header(terminal.access)

    def ours(self, **claims: Any) -> str:
        """Signed by the hub itself, but it says something else; None leaves a claim out."""
        said = {name: value for name, value in (self.claims | claims).items() if value is not None}
        return self.raw(self.header, said)

    def raw(self, header: object, claims: object, sign: Ed25519PrivateKey | None = None) -> str:
        content = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
        return f"{content}.{b64((sign or self.key.private).sign(content.encode()))}"

    def with_hmac(self, secret: bytes, **header: Any) -> str:
        content = f"{b64(json.dumps(self.header | header).encode())}.{b64(json.dumps(self.claims).encode())}"
        return f"{content}.{b64(hmac.new(secret, content.encode(), sha256).digest())}"

    def public(self, encoding: Encoding, form: PublicFormat) -> bytes:
        return self.key.private.public_key().public_bytes(encoding, form)


def malformed(forger: Forger) -> dict[str, str]:
    """Everything that the public record of JWT libraries has seen going wrong, and some more."""
    head, body, signature = forger.good.split(".")
    now = forger.claims["iat"]
    stranger = Ed25519PrivateKey.generate()
    unsigned = f"{b64(json.dumps({'alg': 'none', 'typ': 'JWT', 'kid': forger.key.kid}).encode())}.{body}"
    pem = forger.public(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = forger.public(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    plain = forger.public(Encoding.Raw, PublicFormat.Raw)
    tokens = {
        "nothing": "",
        "a word": "token",
        "one dot": f"{head}.{body}",
        "three dots": f"{forger.good}.x",
        "only dots": "..",
        "no signature": f"{head}.{body}.",
        "no body": f"{head}..{signature}",
        "no header": f".{body}.{signature}",
        "alg none": f"{unsigned}.",
        "alg none with a signature": f"{unsigned}.{signature}",
        "signed by a stranger": forger.raw(forger.header, forger.claims, stranger),
        "signature of zeros": f"{head}.{body}.{b64(bytes(64))}",
        "signature cut": f"{head}.{body}.{signature[:-4]}",
        "signature twice": f"{head}.{body}.{signature}{signature}",
        "padding": f"{forger.good}==",
        "the spare bits of its last letter set": forger.good[:-1] + following(forger.good[-1]),
        "white space": f"{head}. {body}.{signature}",
        "a null": f"{forger.good}\0",
        "not ASCII": f"{forger.good}é",
        "5,000 characters": f"{head}.{body}.{'A' * 5_000}",
        "HS256 with the public key as PEM": forger.with_hmac(pem, alg="HS256"),
        "HS256 with the public key as DER": forger.with_hmac(der, alg="HS256"),
        "HS256 with the raw public key": forger.with_hmac(plain, alg="HS256"),
        "HS256 with the public key as hex": forger.with_hmac(plain.hex().encode(), alg="HS256"),
        "HS256 with an empty key": forger.with_hmac(b"", alg="HS256"),
        "HS256 with five bytes": forger.with_hmac(b"12345", alg="HS256"),
        "body is a list": forger.raw(forger.header, [forger.claims]),
        "body is a text": forger.raw(forger.header, "claims"),
        "body is a number": forger.raw(forger.header, 7),
        "header is a list": forger.raw(["EdDSA"], forger.claims),
        "body is not JSON": f"{head}.{b64(b'{')}.{signature}",
        "body is deep": f"{head}.{b64(b'[' * 2_000)}.{signature}",
        "no alg": forger.raw({"typ": "JWT", "kid": forger.key.kid}, forger.claims),
        "no kid": forger.raw({"typ": "JWT", "alg": "EdDSA"}, forger.claims),
        "wrong audience": forger.ours(aud="another"),
        "ours among audiences": forger.ours(aud=[AUDIENCE, "another"]),
        "wrong issuer": forger.ours(iss="another"),
        "issuer in a list": forger.ours(iss=[forger.key.issuer]),
        "ended": forger.ours(iat=now - 901, nbf=now - 901, exp=now - 1),
        "not valid yet": forger.ours(nbf=now + 120, exp=now + 900),
        "from tomorrow": forger.ours(iat=now + 86_400, nbf=now + 86_400, exp=now + 87_300),
        "lives a year": forger.ours(exp=now + 366 * 86_400),
        "ends before it begins": forger.ours(exp=now),
        "ends at infinity": forger.ours(exp=float("inf")),
        "ends at no number": forger.ours(exp=float("nan")),
        "ends in words": forger.ours(exp="tomorrow"),
        "ends as a text of a number": forger.ours(exp=str(now + 900)),
        "ends with a fraction": forger.ours(exp=now + 900.5),
        "ends with truth": forger.ours(exp=True),
        "valid before it was made": forger.ours(nbf=now - 1),
        "subject is a number": forger.ours(sub=7),
        "subject is empty": forger.ours(sub=""),
        "organization is missing": forger.ours(org=None),
        "organization is a list": forger.ours(org=[forger.claims["org"]]),
    }
    tokens |= {
        f"no {claim}": forger.ours(**{claim: None}) for claim in ("exp", "iat", "nbf", "iss", "aud", "sub", "jti")
    }
    tokens |= {
        f"kid {kid!r}": forger.raw(forger.header | {"kid": kid}, forger.claims, stranger)
        for kid in ("", "../../etc/passwd", "' OR 1=1 --", "/dev/null", 0, None, ["x"], {"a": 1}, "0" * 16)
    }
    tokens |= {
        f"header {name}": forger.raw(forger.header | {name: value}, forger.claims)
        for name, value in {
            "jku": "https://example.com/keys",
            "jwk": {"kty": "OKP"},
            "x5u": "https://example.com",
            "crit": ["exp"],
            "b64": False,
            "zip": "DEF",
        }.items()
    }
    tokens |= {
        f"alg {alg}": forger.raw(forger.header | {"alg": alg}, forger.claims)
        for alg in ("eddsa", "EDDSA", "Ed448", "ES256", "RS256", "PS256", "HS512", "nOnE", "", None, 1)
    }
    return tokens


def answer(gate: Gate, token: str) -> int:
    """The status of a request with it."""
    try:
        gate.identity.door.admit(token)
    except Refusal as refusal:
        return refusal.status
    return 200


def test_no_malformed_token_comes_in(gate):
    tokens = malformed(Forger(gate, gate.enrolled()))
    assert len(tokens) >= 60
    answers = {name: answer(gate, token) for name, token in tokens.items()}

    assert {name: status for name, status in answers.items() if status != 401} == {}


def test_the_forger_can_make_a_good_one(gate):
    """Else the test above would prove nothing."""
    terminal = gate.enrolled()
    forger = Forger(gate, terminal)

    assert gate.identity.door.admit(forger.ours()).node_id == terminal.member.id


def mutated(token: str, dice: random.Random) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    cells = list(token)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        at = dice.randrange(len(cells))
        what = dice.randrange(4)
        if what == 0:
            cells[at] = dice.choice(alphabet)
        elif what == 1:
            cells.insert(at, dice.choice(alphabet))
        elif what == 2:
            del cells[at]
        else:
            other = dice.randrange(len(cells))
            cells[at], cells[other] = cells[other], cells[at]
    return "".join(cells)


def test_no_mutation_of_a_good_token_comes_in(gate):
    good = gate.enrolled().access
    dice = random.Random(14)
    tokens = {mutated(good, dice) for _ in range(MUTATIONS)} - {good}

    assert [token for token in tokens if answer(gate, token) != 401] == []


class TestItsFifteenMinutes:
    def test_it_works_at_14_59(self, gate):
        terminal = gate.enrolled()
        gate.clock.wait(14 * MINUTE + 59 * SECOND)

        assert gate.identity.door.admit(terminal.access).kind == "terminal"

    def test_it_has_ended_at_15_01(self, gate):
        terminal = gate.enrolled()
        gate.clock.wait(15 * MINUTE + 1 * SECOND)
        with pytest.raises(Refusal) as refused:
            gate.identity.door.admit(terminal.access)

        assert (refused.value.status, refused.value.code) == (401, "token_expired")

    def test_another_hub_whose_clock_is_half_a_minute_behind_takes_it(self, gate):
        terminal = gate.enrolled()
        gate.clock.wait(-30 * SECOND)

        assert answer(gate, terminal.access) == 200


def test_a_revoked_terminal_is_out_within_a_second_and_told_so(gate):
    terminal = gate.enrolled()
    assert answer(gate, terminal.access) == 200
    assert revoke(gate.doors, terminal.member.id, gate.clock.now())
    gate.clock.wait(1 * SECOND)
    with pytest.raises(Refusal) as refused:
        gate.identity.door.admit(terminal.access)

    assert (refused.value.status, refused.value.code) == (403, "revoked")


def test_a_terminal_of_another_organization_is_foreign(gate):
    forger = Forger(gate, gate.enrolled())
    with pytest.raises(Refusal) as refused:
        gate.identity.door.admit(forger.ours(org="f" * 32))

    assert (refused.value.status, refused.value.code) == (403, "foreign")


def test_a_terminal_that_the_hub_has_forgotten_is_told_to_enrol(gate):
    forger = Forger(gate, gate.enrolled())
    with pytest.raises(Refusal) as refused:
        gate.identity.door.admit(forger.ours(sub="f" * 32))

    assert (refused.value.status, refused.value.code) == (403, "unknown_node")


class TestAnotherKey:
    def test_what_the_old_one_signed_is_good_until_it_ends(self, gate):
        before = gate.enrolled()
        first = gate.identity.keys.current().kid
        second = gate.identity.keys.rotate()
        after = gate.enrolled()

        assert first != second == jwt.get_unverified_header(after.access)["kid"]
        assert answer(gate, before.access) == answer(gate, after.access) == 200

    def test_a_sibling_hub_learns_of_it_with_the_first_token(self, gate):
        from sync_agent.hub.identity import Identity
        from tests.sync_agent.hub_auth.gate import MASTER

        sibling = Identity(gate.doors, MASTER, gate.clock)
        assert sibling.door.admit(gate.enrolled().access).kind == "terminal"
        gate.identity.keys.rotate()
        gate.clock.wait(5 * SECOND)

        assert sibling.door.admit(gate.enrolled().access).kind == "terminal"

    def test_the_private_half_does_not_open_with_another_machines_key(self, gate):
        from sync_agent.hub.identity import Identity
        from sync_agent.secrets.sealing import NotOpened

        gate.identity.keys.current()
        with pytest.raises(NotOpened):
            Identity(gate.doors, bytes(32), gate.clock).keys.current()

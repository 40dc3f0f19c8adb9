"""Every trouble on the line has a stable code and a sentence, and nothing of an answer in trouble is used."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

from data.exchange.message import Request
from data.store.machine import ThisMachine
from sync_agent.link.client import Client
from sync_agent.link.trouble import Trouble
from tests.support.proxy import Proxy, Rule, http
from tests.sync_agent.agent.rig import Papers

ASKED = Request("t1", "", {}, ("bannos",), "origin")
TOLD = b'{"detail":{"code":"%s","says":"As the hub says it"}}'


@pytest.fixture
def line() -> Iterator[Proxy]:
    with Proxy() as proxy:
        yield proxy


@pytest.fixture
async def client(line: Proxy) -> AsyncIterator[Client]:
    machine = ThisMachine()
    made = Client(Papers(line.url, "t1"), machine.now, machine.mono_ms)
    yield made
    await made.close()


async def trouble_of(client: Client) -> Trouble:
    with pytest.raises(Trouble) as found:
        await client.exchange(ASKED)
    return found.value


REFUSALS = {
    "400 Bad Request": (b"malformed", "refused", "As the hub says it"),
    "401 Unauthorized": (b"expired", "token_refused", "enrol it again"),
    "403 Forbidden": (b"not_your_store", "foreign", "As the hub says it"),
    "409 Conflict": (b"node_conflict", "node_conflict", "is a copy"),
    "413 Content Too Large": (b"body_too_large", "too_large", "too large"),
    "426 Upgrade Required": (b"hub_too_old", "hub_too_old", "As the hub says it"),
    "500 Internal Server Error": (b"", "hub_trouble", "in trouble (500)"),
    "503 Service Unavailable": (b"not_recorded", "hub_trouble", "in trouble (503)"),
}


@pytest.mark.parametrize("status", REFUSALS)
async def test_a_refusal_has_a_code_and_a_sentence(status: str, line: Proxy, client: Client) -> None:
    told, code, says = REFUSALS[status]
    line.be(Rule(says=http(status, TOLD % told)))
    found = await trouble_of(client)
    assert found.code == code
    assert says in found.says


async def test_a_terminal_that_was_shut_out_is_told_apart_from_one_at_the_wrong_door(
    line: Proxy, client: Client
) -> None:
    line.be(Rule(says=http("403 Forbidden", TOLD % b"revoked")))
    assert (await trouble_of(client)).code == "revoked"


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("-3", 0), ("999999", 3600), ("nan", None), ("soon", None)])
async def test_patience_is_asked_for_in_seconds_and_believed_within_reason(header, seconds, line, client) -> None:
    line.be(Rule(says=http("429 Too Many Requests", TOLD % b"too_often", Retry_After=header)))
    found = await trouble_of(client)
    assert (found.code, found.wait_s) == ("busy", seconds)


async def test_patience_may_be_a_date(line: Proxy, client: Client) -> None:
    line.be(Rule(says=http("503 Service Unavailable", b"", Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")))
    assert (await trouble_of(client)).wait_s == 0


NO_HUBS = {
    "a login page": http("200 OK", b"<html>Welcome</html>"),
    "a login page that refuses": http("403 Forbidden", b"<html>Log in first</html>"),
    "a redirect": http("302 Found", Location="http://login.example/"),
    "JSON of somebody else": http("200 OK", b'{"hello": "world"}'),
    "a note that there is nothing": http("204 No Content"),
}


@pytest.mark.parametrize("what", NO_HUBS)
async def test_what_is_no_hub_is_not_taken_for_one(what: str, line: Proxy, client: Client) -> None:
    line.be(Rule(says=NO_HUBS[what]))
    found = await trouble_of(client)
    assert found.code == "not_a_hub"
    assert "login" in found.says


@pytest.mark.parametrize(
    "says",
    [http("200 OK", b'{"head":{"proto":1}}\n'), http("200 OK", b""), b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"],
)
async def test_half_an_answer_is_none(says: bytes, line: Proxy, client: Client) -> None:
    line.be(Rule(says=says))
    assert (await trouble_of(client)).code == "incomplete"


async def test_an_inflated_answer_ends_somewhere(line: Proxy, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_agent.link.client.MOST_BYTES", 1_000)
    line.be(Rule(says=http("200 OK", b"x" * 2_000)))
    assert (await trouble_of(client)).code == "incomplete"


async def test_what_the_hub_says_is_made_harmless(line: Proxy, client: Client) -> None:
    """It reaches a terminal's screen."""
    line.be(Rule(says=http("400 Bad Request", b'{"detail":{"code":"x","says":"\\u001b[31mred\\nline"}}')))
    says = (await trouble_of(client)).says
    assert "\x1b" not in says
    assert "\n" not in says


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    machine = ThisMachine()
    made = Client(Papers("http://hub.example", "t1"), machine.now, machine.mono_ms)
    assert not made._http._mounts


def certificate(folder: Path, *, from_days: int, days: int) -> tuple[Path, Path]:
    """An authority's certificate, and a server's for 127.0.0.1 with its key, valid so many days from today."""
    ours, theirs = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bakeline test authority")])
    now = datetime.now(UTC)
    authority = _signed(name, name, ours, ours, now - timedelta(days=3_650), now + timedelta(days=3_650), ca=True)
    begin = now + timedelta(days=from_days)
    server = _signed(x509.Name([]), name, theirs, ours, begin, begin + timedelta(days=days), ca=False)
    key = theirs.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "authority.pem").write_bytes(authority)
    (folder / "server.pem").write_bytes(server + key)
    return folder / "authority.pem", folder / "server.pem"


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    by: EllipticCurvePrivateKey,
    begin: datetime,
    end: datetime,
    *,
    ca: bool,
) -> bytes:
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number(), begin, end)
    builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = builder.add_extension(names, critical=not ca).sign(by, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)


@contextmanager
def secure_server(chain: Path) -> Iterator[str]:
    """Shakes hands with whoever comes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    with line, suppress(OSError), context.wrap_socket(line, server_side=True) as secure:
                        secure.recv(1)

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("from_days", "trusted", "code"),
    [(-20, True, "certificate_time"), (5, True, "certificate_time"), (-1, False, "certificate")],
    ids=["ended", "not yet valid", "unknown authority"],
)
async def test_a_certificate_that_does_not_fit_our_date_speaks_of_our_clock(
    from_days, trusted, code, tmp_path, monkeypatch
) -> None:
    authority, server = certificate(tmp_path, from_days=from_days, days=10)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    machine = ThisMachine()
    with secure_server(server) as url:
        client = Client(Papers(url, "t1"), machine.now, machine.mono_ms)
        found = await trouble_of(client)
        await client.close()
    assert found.code == code

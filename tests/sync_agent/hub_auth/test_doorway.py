"""The doorway over HTTP: what status each knock is answered with, and that a refusal tells nothing."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import Depends, FastAPI

from sync_agent.hub import doorway
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.codes import MOST_WRONG
from sync_agent.hub.enrolment import ENROL
from sync_agent.hub.organizations import revoke
from sync_agent.secrets.signature import public_key, sign_text
from tests.sync_agent.hub_auth.gate import MINUTE, SECOND, Gate, Knocking


@pytest.fixture
def app(gate: Gate) -> FastAPI:
    made = FastAPI()
    made.include_router(doorway.router)
    made.state.identity, made.state.door = gate.identity, gate.identity.door

    @made.get("/who")
    def who(asking: Principal = Depends(principal)) -> str:  # noqa: B008
        return asking.id

    return made


async def ask(app: FastAPI, method: str, path: str, **given: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, client=("192.0.2.1", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        return await client.request(method, path, **given)


def knock(terminal: Knocking, code: str) -> dict[str, Any]:
    public = public_key(terminal.key)
    return {"code": code, "public_key": public, "proof": sign_text(terminal.key, ENROL, public, code), "name": "Bench"}


async def who(app: FastAPI, token: str) -> httpx.Response:
    return await ask(app, "GET", "/who", headers={"Authorization": f"Bearer {token}"})


async def test_in_with_a_code_and_on_with_the_tokens(app, gate):
    terminal = Knocking()
    enrolled = await ask(app, "POST", "/api/v1/enrol", json=knock(terminal, gate.code()))
    said = enrolled.json()
    assert (enrolled.status_code, said["number"], said["scopes"], said["expires_in"]) == (201, 1, ["bannos"], 900)
    assert (await who(app, said["access_token"])).json() == said["node_id"]
    gate.clock.wait(15 * MINUTE + SECOND)
    ended = await who(app, said["access_token"])
    assert (ended.status_code, ended.json()["detail"]["code"]) == (401, "token_expired")
    assert ended.headers["www-authenticate"] == "Bearer"
    given = {"refresh_token": said["refresh_token"], "proof": terminal.proof(said["refresh_token"])}
    renewed = await ask(app, "POST", "/api/v1/token/refresh", json=given)

    assert renewed.status_code == 200
    assert (await who(app, renewed.json()["access_token"])).status_code == 200


async def test_a_revoked_terminal_hears_403_everywhere(app, gate):
    terminal = gate.enrolled()
    revoke(gate.doors, terminal.member.id, gate.clock.now())
    given = {"refresh_token": terminal.refresh, "proof": terminal.proof(terminal.refresh)}
    answers = [await who(app, terminal.access), await ask(app, "POST", "/api/v1/token/refresh", json=given)]

    assert [(a.status_code, a.json()["detail"]["code"]) for a in answers] == [(403, "revoked")] * 2


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic dTpw", "token", "Bearer a b"])
async def test_without_a_token_it_is_401(app, header):
    headers = {} if header is None else {"Authorization": header}

    assert (await ask(app, "GET", "/who", headers=headers)).status_code == 401


async def test_many_wrong_codes_are_429_and_say_when(app, gate):
    for _ in range(MOST_WRONG):
        assert (await ask(app, "POST", "/api/v1/enrol", json=knock(Knocking(), "2222-2222"))).status_code == 403
    waits = await ask(app, "POST", "/api/v1/enrol", json=knock(Knocking(), gate.code()))

    assert (waits.status_code, waits.json()["detail"]["code"]) == (429, "wait")
    assert 0 < int(waits.headers["retry-after"]) <= 15 * 60


@pytest.mark.parametrize(
    "changed",
    [
        {"public_key": "xyz"},
        {"public_key": None},
        {"code": ""},
        {"code": "x" * 100},
        {"code": 7},
        {"proof": "x" * 1_000},
        {"name": "x" * 1_000},
        {"terminal_id": "a b"},
        {"scopes": ["flourlane"]},
        {"organization_id": "other"},
    ],
    ids=str,
)
async def test_what_is_no_knock_is_422_and_uses_no_code(app, gate, changed):
    terminal, code = Knocking(), gate.code()
    refused = await ask(app, "POST", "/api/v1/enrol", json=knock(terminal, code) | changed)

    assert refused.status_code == 422
    assert (await ask(app, "POST", "/api/v1/enrol", json=knock(terminal, code))).status_code == 201


@pytest.mark.parametrize("token", ["", "x", "x" * 400, "\u0000", "é" * 20])
async def test_what_is_no_refresh_token_is_401(app, token):
    answer = await ask(app, "POST", "/api/v1/token/refresh", json={"refresh_token": token, "proof": "x"})

    assert (answer.status_code, answer.json()["detail"]["code"]) == (401, "bad_token")

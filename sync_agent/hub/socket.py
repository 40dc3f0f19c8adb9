"""WebSocket /api/v1/socket: a terminal hears that there is news (`{}`), people and scripts hear which.

The first message is `{"token": "..."}`, never the address, which ends up in logs. The same again, with a newer token,
keeps the socket open. Close codes: 4400 not understood, 4401 no (good) token, 4403 not you or not from there, 4408 too
slow, 4409 this node has a newer socket, 4429 too much, 1012 the hub restarts.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import APIRouter, FastAPI, WebSocket, WebSocketDisconnect

from sync_agent.hub.auth import TERMINAL, Principal, Refusal
from sync_agent.hub.limits import Rate
from sync_agent.hub.voice import NOT_HERE, NOT_YOU, Voice, welcome

MOST_BYTES = 64 * 1024
"""Of a message; also the server's `ws_max_size`."""
FIRST_WORD_S = 5.0
MOST_WAITING = 5_000
"""Messages for one who does not read them."""
NOT_UNDERSTOOD, TOO_SLOW, TOO_MUCH = 4400, 4408, 4429


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    voice: Voice = app.state.voice
    await voice.open()
    yield
    await voice.close()


router = APIRouter(tags=["socket"], lifespan=_life)


class Closed(Exception):
    """The socket is to be closed: a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        """Keeps both."""
        super().__init__(reason)
        self.code, self.reason = code, reason


@router.websocket("/api/v1/socket")
async def socket(websocket: WebSocket) -> None:
    """See the module."""
    voice: Voice = websocket.app.state.voice
    rate: Rate = websocket.app.state.socket_rate
    origin = websocket.headers.get("origin")
    if origin is not None and origin not in websocket.app.state.origins:
        await websocket.close(NOT_HERE, "Not from this page")
        return
    await websocket.accept()
    seat: SocketSeat | None = None
    try:
        if websocket.url.query:
            raise Closed(NOT_UNDERSTOOD, "Nothing belongs behind the address: the token comes in the first message")
        seat = await _let_in(websocket, voice)
        async with asyncio.TaskGroup() as all_of_it:
            all_of_it.create_task(seat.speak())
            all_of_it.create_task(seat.ended())
            all_of_it.create_task(_hear(seat, voice, rate))
    except* Closed as closed:
        found: Any = closed.exceptions[0]
        await _close(websocket, found.code, found.reason)
    except* WebSocketDisconnect:
        pass
    finally:
        if seat is not None:
            voice.rooms.leave(seat)


async def _let_in(websocket: WebSocket, voice: Voice) -> SocketSeat:
    try:
        async with asyncio.timeout(FIRST_WORD_S):
            token = _token(await _message(websocket))
    except TimeoutError as trouble:
        raise Closed(NOT_YOU, "Say who you are: the token comes in the first message") from trouble
    who = await _known(voice, token)
    seat = SocketSeat(websocket, voice.mark(), who, token)
    if not voice.enter(seat):
        raise Closed(TOO_MUCH, "You have too many sockets open")
    if who.kind == TERMINAL:
        seat.poke()
    else:
        seat.push(welcome(who))
    return seat


async def _known(voice: Voice, token: str) -> Principal:
    try:
        return await voice.admit(token)
    except Refusal as refusal:
        raise Closed(NOT_YOU if refusal.status == 401 else NOT_HERE, refusal.says) from refusal


async def _hear(seat: SocketSeat, voice: Voice, rate: Rate) -> None:
    """What may come after the first message is a newer token of the same."""
    while True:
        token = _token(await _message(seat.websocket))
        if rate.take(seat.id):
            raise Closed(TOO_MUCH, "Too many messages")
        who = await _known(voice, token)
        if (who.id, who.organization_id) != (seat.principal.id, seat.principal.organization_id):
            raise Closed(NOT_HERE, "This token is somebody else's")
        seat.principal, seat.token = who, token
        voice.rooms.move(seat)


async def _message(websocket: WebSocket) -> str:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if not isinstance(text, str):
        raise Closed(NOT_UNDERSTOOD, "Text was expected")
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Closed(1009, f"A message is {MOST_BYTES} bytes at most")
    return text


def _token(text: str) -> str:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.keys() != {"token"} or not isinstance(said["token"], str):
        raise Closed(NOT_UNDERSTOOD, 'Only {"token": "..."} is understood here')
    return said["token"]


class SocketSeat:
    """A seat at a socket: what it is to hear waits in it until the line takes it."""

    def __init__(self, websocket: WebSocket, ident: str, who: Principal, token: str) -> None:
        """Nothing to say yet."""
        self.websocket, self.id, self.principal, self.token = websocket, ident, who, token
        self._waiting: deque[str] = deque()
        self._poke = False
        self._some = asyncio.Event()
        self._end: asyncio.Future[Closed] = asyncio.get_running_loop().create_future()

    def push(self, text: str) -> None:
        """See Seat."""
        if len(self._waiting) >= MOST_WAITING:
            self.close(TOO_SLOW, "You do not read what you are told")
            return
        self._waiting.append(text)
        self._some.set()

    def poke(self) -> None:
        """See Seat."""
        self._poke = True
        self._some.set()

    def close(self, code: int, reason: str) -> None:
        """See Seat."""
        if not self._end.done():
            self._end.set_result(Closed(code, reason))

    async def ended(self) -> None:
        """Raises Closed when it is closed: whatever is on its way then, to one who reads nothing, is given up."""
        raise await self._end

    async def speak(self) -> None:
        """Until it is cancelled."""
        while True:
            await self._some.wait()
            self._some.clear()
            if self._poke:
                self._poke = False
                await self._send("{}")
            while self._waiting:
                await self._send(self._waiting.popleft())

    async def _send(self, text: str) -> None:
        try:
            await self.websocket.send_text(text)
        except RuntimeError as trouble:  # closed from the other side in the meantime
            raise WebSocketDisconnect(1006) from trouble


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    # A reason has 123 bytes at most.
    with suppress(RuntimeError, TimeoutError):
        async with asyncio.timeout(FIRST_WORD_S):
            await websocket.close(code, reason.encode()[:123].decode(errors="ignore"))


def furnish(app: FastAPI, voice: Voice, origins: frozenset[str] = frozenset()) -> None:
    """What the sockets need; `origins` are the web pages that may open one, as `https://host`."""
    app.state.voice, app.state.origins = voice, origins
    app.state.socket_rate = Rate(time.monotonic, a_second=1.0, burst=20.0)

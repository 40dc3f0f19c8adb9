"""Clients of a hub, in a process of their own: `python -m tests.bench.hub_client`, papers and orders on its input."""

from __future__ import annotations

import http.client
import json
import secrets
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from gzip import compress
from urllib.parse import urlsplit

from data.core import hlc
from data.core.ids import uuid7
from data.core.packed import pack
from data.exchange.message import Request, Sent
from data.line.complete import CompleteFilling
from sync_agent.link.hearing import read_answer
from sync_agent.link.spelling import write_request
from sync_agent.secrets.signature import HEADER, Push, sign_push
from tests.bench.hub_shop import Papers


class Client:
    """One terminal, which pushes fillings in batches and takes in what comes down."""

    def __init__(self, papers: Papers, url: str) -> None:
        self._papers = papers
        self._http = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._asked = Request(papers.node_id, "", {}, (papers.store,), secrets.token_hex(16), boot_id="bench")
        self._seq = 0
        self._prev: str | None = None
        self._exchange()

    def push(self, tickets: Sequence[str]) -> None:
        """These tickets are filled, in one exchange."""
        self._asked = replace(self._asked, batch=tuple(self._filled(ticket) for ticket in tickets))
        self._exchange()

    def _filled(self, ticket: str) -> Sent:
        at, prev = time.time_ns() // 1_000_000, self._prev
        ident = uuid7(at, secrets.token_bytes(10))
        self._seq, self._prev = self._seq + 1, ident
        store, args = self._papers.store, pack(CompleteFilling(ticket, 0).to_args())
        who = (f"ana-{store}", "Ana", "STAFF", self._papers.terminal_id)
        clocks = (at, hlc.after(0, at), "bench", time.monotonic_ns())
        return Sent(self._seq, ident, prev, "complete_filling", 1, args, *who, *clocks)

    def _exchange(self) -> None:
        asked, papers = self._asked, self._papers
        body = write_request(asked)
        seqs = (asked.batch[0].seq, asked.batch[-1].seq) if asked.batch else (0, 0)
        push = Push(papers.node_id, asked.origin, *seqs, body, papers.token)
        headers = {
            "Authorization": f"Bearer {papers.token}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
            HEADER: sign_push(papers.key, push, time.time_ns() // 1_000_000),
        }
        self._http.request("POST", "/api/v1/sync", compress(body, 6), headers)
        response = self._http.getresponse()
        content = response.read()
        if response.status != 200:
            raise RuntimeError(f"{response.status}: {content.decode()}")
        answer = read_answer(content).answer
        if answer.seq != self._seq or any(result.status != "applied" for result in answer.results):
            raise RuntimeError(f"not all was taken: {answer.seq} of {self._seq}, {answer.results[:1]}")
        self._asked = replace(asked, epoch=answer.epoch, cookies=answer.heads, batch=())


def at_once(clients: Sequence[Client], tickets: Sequence[Sequence[str]], batch: int) -> float:
    """All of them push their tickets; seconds from the first to the last."""
    went_wrong: list[BaseException] = []

    def work(client: Client, mine: Sequence[str]) -> None:
        try:
            for n in range(0, len(mine), batch):
                client.push(mine[n : n + batch])
        except Exception as trouble:  # told to whoever waits
            went_wrong.append(trouble)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(clients, tickets, strict=True)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if went_wrong:
        raise went_wrong[0]
    return time.perf_counter() - began


def main() -> None:
    """Reads {papers, url}, then a line {first, count, batch, clients} for each round; answers with its seconds, and
    those that this process was at work itself."""
    given = json.loads(sys.stdin.readline())
    papers = [Papers(**each) for each in given["papers"]]
    clients = [Client(each, given["url"]) for each in papers]
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        some = slice(asked["first"], asked["first"] + asked["count"])
        mine = slice(asked["clients"])
        busy = time.process_time()
        took = at_once(clients[mine], [each.tickets[some] for each in papers[mine]], asked["batch"])
        print(json.dumps([took, time.process_time() - busy]), flush=True)


def told(papers: Sequence[Papers], url: str) -> str:
    """The first line of its input."""
    return json.dumps({"papers": [asdict(each) for each in papers], "url": url}) + "\n"


if __name__ == "__main__":
    main()

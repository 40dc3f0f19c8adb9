"""Lines that can be cut, in two ways: proxies on loopback, and machines in network namespaces."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from uuid import uuid4

from tests.journeys.many import CLOUD, NAMES, STORE_HUB, UNDER_THE_CLOUD, UNDER_THE_STORE_HUB
from tests.support.proxy import PASS, Proxy, Rule

_CUT = Rule(open=False)
_BELOW = {CLOUD: (STORE_HUB, *UNDER_THE_CLOUD), STORE_HUB: UNDER_THE_STORE_HUB}
_SLOW = ("root", "tbf", "rate", "256kbit", "burst", "8kb", "latency", "2s")


class Proxies:
    """All on this machine."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._lines: dict[str, dict[str, Proxy]] = {CLOUD: {}, STORE_HUB: {}}

    def at(self, machine: str) -> tuple[str, ...]:
        return ()

    def listen(self, hub: str) -> str:
        return "127.0.0.1:0"

    def line(self, hub: str, url: str, machine: str) -> str:
        if machine not in self._lines[hub]:
            proxy = Proxy(int(url.rpartition(":")[2]))
            self._lines[hub][machine] = self._stack.enter_context(proxy)
        return self._lines[hub][machine].url

    def cut(self, hub: str) -> None:
        for line in self._lines[hub].values():
            line.be(_CUT)

    def mend(self, hub: str) -> None:
        for line in self._lines[hub].values():
            line.be(PASS)


class Namespaces:
    """Each machine has a network of its own, with a cable to the switch of each hub that it has to do with; a line is
    cut by taking the switch's end of its cable down. Needs root."""

    def __init__(self, stack: ExitStack) -> None:
        self._name = f"bakeline-{uuid4().hex[:6]}"
        for space in ("switches", CLOUD, STORE_HUB, *NAMES):
            _ip("netns", "add", self._space(space))
            stack.callback(_ip, "netns", "del", self._space(space))
            _ip("-n", self._space(space), "link", "set", "lo", "up")
        for net, hub in enumerate(_BELOW):
            self._in_switches("link", "add", hub, "type", "bridge")
            self._in_switches("link", "set", hub, "up")
            for place, machine in enumerate((hub, *_BELOW[hub])):
                self._cable(net, place, hub, machine)

    def at(self, machine: str) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self._space(machine))

    def listen(self, hub: str) -> str:
        return f"10.77.{list(_BELOW).index(hub)}.1:0"

    def line(self, hub: str, url: str, machine: str) -> str:
        return url

    def cut(self, hub: str) -> None:
        self._all_below(hub, "down")

    def mend(self, hub: str) -> None:
        self._all_below(hub, "up")

    def slow(self, hub: str) -> None:
        """A line as of an old telephone, from now on."""
        for machine in _BELOW[hub]:
            port = _port(list(_BELOW).index(hub), machine)
            subprocess.run(
                [*self.at("switches"), "tc", "qdisc", "add", "dev", port, *_SLOW], check=True, capture_output=True
            )

    def _all_below(self, hub: str, state: str) -> None:
        for machine in _BELOW[hub]:
            self._in_switches("link", "set", _port(list(_BELOW).index(hub), machine), state)

    def _cable(self, net: int, place: int, hub: str, machine: str) -> None:
        space, port = self._space(machine), _port(net, machine)
        self._in_switches("link", "add", port, "type", "veth", "peer", "name", f"net{net}", "netns", space)
        self._in_switches("link", "set", port, "master", hub, "up")
        _ip("-n", space, "address", "add", f"10.77.{net}.{place + 1}/24", "dev", f"net{net}")
        _ip("-n", space, "link", "set", f"net{net}", "up")

    def _in_switches(self, *words: str) -> None:
        _ip("-n", self._space("switches"), *words)

    def _space(self, machine: str) -> str:
        return f"{self._name}-{machine}"


def _port(net: int, machine: str) -> str:
    return f"{machine[:10]}-{net}"


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr} (this proof needs iproute2 and root)"

"""Where we may be sent: only to public addresses, looked up once and then connected to, whatever a name says later
(SECURITY 4.4, T19)."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence

import httpx

from sync_agent.shops.trouble import Rejected, Unavailable

AT_HOME = "BAKELINE_SHOPS_AT_HOME"
"""Which shops of one's own network an admin allows: `host:port`, with commas between several."""
_NOBODYS = [
    ipaddress.ip_network(each)
    for each in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b::/96", "64:ff9b:1::/48", "3fff::/20", "fec0::/10")
]
"""Of protocols, of translators, of documents, of sites: some releases of Python call them anybody's."""
_PORTS = frozenset({None, 443})
Resolve = Callable[[str], Sequence[str]]


class NotPublic(Rejected):
    """An address inside somebody's own network, or one that only looks like another."""

    code = "address"


def resolved(host: str) -> Sequence[str]:
    """All addresses of a name, as the system knows them; raises Unavailable."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as trouble:
        raise Unavailable("The shop's address is not known", "no_address") from trouble
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether anybody on the internet would reach the same machine by it."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip.version == 6 and (ip.ipv4_mapped or ip.sixtofour or ip.teredo):
        return False
    if any(ip in network for network in _NOBODYS):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def checked(url: httpx.URL, resolve: Resolve = resolved) -> str:
    """The address to connect to. Raises NotPublic when any address of the name is none that we may go to, when it is
    not https, names a person, or another port."""
    if url.scheme != "https" or url.userinfo or url.port not in _PORTS or not url.host:
        raise NotPublic(f"A shop is asked by https, at its own port, under its own name ({AT_HOME} allows one by name)")
    found = resolve(url.host)
    if not found or not all(is_public(address) for address in found):
        raise NotPublic(f"The shop's address lies in a network of somebody's own ({AT_HOME} allows one by name)")
    return found[0]


class CheckedTransport(httpx.HTTPTransport):
    """Connects to the address that was checked; the certificate is still held against the name."""

    def __init__(self, resolve: Resolve = resolved) -> None:
        """`resolve` tells the addresses of a name."""
        super().__init__(verify=ssl.create_default_context(), trust_env=False)
        self._resolve = resolve

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises NotPublic before anything is sent."""
        name = request.url.host
        address = checked(request.url, self._resolve)
        request.extensions = {**request.extensions, "sni_hostname": name}
        request.url = request.url.copy_with(host=address)
        return super().handle_request(request)

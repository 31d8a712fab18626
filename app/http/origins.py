"""Origins: who asks whom, for instance the Host of a request and the Origin that a browser adds.

A browser that was lured to another site, or to a name that was re-bound to this machine's address,
sends the other site's name in one of the two. Both are parsed strictly: what cannot be read is
refused.
"""

import ipaddress
import re
import socket
from collections.abc import Collection
from dataclasses import dataclass

PORTS = {"http": 80, "https": 443}
SCHEMES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}
AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?)(?::([0-9]{1,5}))?")
ORIGIN = re.compile(r"(https?)://(.+)")
MOST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Authority:
    """A host in its normal form and a port, or None for the scheme's own."""

    host: str
    port: int | None

    @property
    def is_address(self) -> bool:
        """Whether the host is an IP address."""
        return parse_address(self.host) is not None


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: what the web calls an origin."""

    scheme: str
    host: str
    port: int


def parse_address(host: str) -> str | None:
    """The canonical form of an IP address, None for a name."""
    try:
        return ipaddress.ip_address(host).compressed
    except ValueError:
        return None


def parse_authority(text: str) -> Authority | None:
    """Read `name`, `name:port`, `[address]:port`; None when it is none of these."""
    match = AUTHORITY.fullmatch(text.lower())
    if match is None:
        return None
    host, port = match[1], int(match[3]) if match[3] else None
    if port is not None and port > MOST_PORT:
        return None
    if host.startswith("["):
        address = parse_address(host[1:-1])
        return Authority(address, port) if address and ":" in address else None
    host = host.removesuffix(".")
    address = parse_address(host)
    if address is None and host.replace(".", "").isdigit():
        return None
    return Authority(address or host, port)


def own_origin(scheme: str, authority: Authority) -> Origin:
    """The origin of a request, from its scheme (ws counts as http) and its Host."""
    web = SCHEMES.get(scheme, "http")
    return Origin(web, authority.host, authority.port or PORTS[web])


def parse_origin(text: str) -> Origin | None:
    """Read an Origin header; None for "null" and for whatever else is not one web origin."""
    match = ORIGIN.fullmatch(text.lower())
    authority = parse_authority(match[2]) if match else None
    return own_origin(match[1], authority) if match and authority else None


class Hosts:
    """The names this server answers to."""

    def __init__(self, allowed: Collection[str]) -> None:
        own = socket.gethostname().lower().rstrip(".")
        first = own.partition(".")[0]
        names = {"localhost", own, first, f"{first}.local"} - {"", ".local"}
        self.names = names | {name for name in allowed if not name.startswith("*.")}
        self.suffixes = (".localhost", *(name[1:] for name in allowed if name.startswith("*.")))

    def __contains__(self, authority: Authority) -> bool:
        host = authority.host
        return authority.is_address or host in self.names or host.endswith(self.suffixes)

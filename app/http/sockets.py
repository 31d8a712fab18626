"""Listening sockets: bound by us, with buffers and time limits that every connection inherits."""

import errno
import ipaddress
import socket
from contextlib import suppress

SEND_BUFFER = 128 * 1024
BACKLOG = 2_048
DEFAULT_PORT = 8_000
PORTS_TRIED = 100
DESCRIPTORS = 65_536
BUSY = frozenset({errno.EADDRINUSE, errno.EACCES})


class Unavailable(Exception):
    """An address that cannot be listened at; its text is one clear line."""


def bind(host: str, port: int | None, stall_timeout: float) -> socket.socket:
    """A listening socket, by default at the first free port from 8000 on. Raises Unavailable."""
    try:
        addresses = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"{host!r} is not an address of this machine") from error
    family, *_, address = addresses[0]
    ports = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else (port,)
    for candidate in ports:
        # With its protocol named, asyncio turns Nagle's algorithm off, which costs 40 ms an answer.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        configure(listener, stall_timeout)
        try:
            listener.bind((address[0], candidate))
            listener.listen(BACKLOG)
        except OverflowError as error:
            listener.close()
            raise Unavailable(f"{candidate} is not a port; use 0 to 65535") from error
        except OSError as error:
            listener.close()
            if error.errno not in BUSY:
                raise Unavailable(f"cannot listen on {host}: {error.strerror}") from error
            continue
        return listener
    if port is None:
        raise Unavailable(
            f"the ports {ports[0]} to {ports[-1]} are all in use; choose another by --port"
        )
    raise Unavailable(f"port {port} is in use or not allowed; choose another, or leave --port out")


def configure(listener: socket.socket, stall_timeout: float) -> None:
    """Options that connections inherit: a small buffer, and an end to peers that are gone."""
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = round(stall_timeout * 1_000)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    if listener.family is socket.AF_INET6:
        with suppress(OSError):
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)


def raise_descriptor_limit() -> None:
    """Allow as many open connections as the system lets us; the usual 1,024 are soon used up."""
    try:
        import resource  # noqa: PLC0415 - only Unix has it

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (ImportError, OSError, ValueError):
        return


def address_of(listener: socket.socket) -> str:
    """The address to open in a browser on this machine, such as http://127.0.0.1:8000."""
    host, port = listener.getsockname()[:2]
    address = ipaddress.ip_address(host.partition("%")[0])
    if address.is_unspecified:
        return f"http://localhost:{port}"
    return f"http://[{address}]:{port}" if address.version == 6 else f"http://{address}:{port}"

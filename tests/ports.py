"""Ports that nobody is given by chance: below those that systems hand out, and free just now."""

import random
import socket
from contextlib import closing, suppress

GIVEN_OUT_FROM = 32_768


def free_port() -> int:
    """A port to ask for by number, which stays free while a server starts, or starts again."""
    for port in random.sample(range(10_000, GIVEN_OUT_FROM), 100):
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a hundred ports are taken")

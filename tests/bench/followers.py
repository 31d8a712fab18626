"""Followers by the hundred in one process: as little code for each as it takes to time its frames.

The websocket is spoken by hand: a full client would cost more than the server that is measured.
"""

import json
import select
import socket
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from tests.bench.pace import due

HEADER = struct.Struct("<4I")
MASK = b"\0\0\0\0"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
PATIENCE = 10.0
SMALL = 16 * 1024


@dataclass
class Report:
    """What one group of followers saw; lateness in seconds, of the oldest row of each frame."""

    lateness: list[float] = field(default_factory=list)
    frames: int = 0
    largest: int = 0
    wrong: int = 0
    unfinished: int = 0


class Follower:
    """One open stream: the next row it expects, and whether it has seen the end."""

    def __init__(self, port: int, path: str, report: Report, buffer: int = 0) -> None:
        self.report, self.expected, self.ended = report, 0, False
        self.window, self.pending = 1, 0
        self._rest = b""
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._rest:
            self._rest += self.socket.recv(1)
        if b" 101 " not in self._rest[:20]:
            raise ConnectionError(self._rest[:20])
        self._rest = b""
        self.socket.setblocking(False)

    def read(self, origin: float) -> None:
        """Take what has come, time it and acknowledge it."""
        now = time.monotonic()
        received = self.socket.recv(1 << 20)
        self.ended |= not received
        self._rest += received
        for opcode, payload in self._messages():
            if opcode == BINARY:
                first, rows, *_ = HEADER.unpack_from(payload)
                self.report.wrong += first != self.expected
                self.expected = first + rows
                if first:
                    self.report.frames += 1
                    self.report.largest = max(self.report.largest, rows)
                    self.report.lateness.append(now - origin - due(first))
                self.pending += 1
                if 2 * self.pending >= self.window:
                    self.acknowledge(self.expected)
            elif opcode == TEXT:
                message = json.loads(payload)
                self.window = message.get("window", self.window)
                if message["type"] == "end":
                    self.ended = True
                    self.acknowledge(self.expected)
            elif opcode == PING:
                self._send(PONG, payload)
            elif opcode == CLOSE:
                self.ended = True

    def acknowledge(self, rows: int) -> None:
        """Tell the server that `rows` rows are handled, as the page does: by half windows."""
        self.pending = 0
        self._send(TEXT, b'{"type":"ack","step":%d}' % rows)

    def _send(self, opcode: int, payload: bytes) -> None:
        try:
            self.socket.send(bytes([0x80 | opcode, 0x80 | len(payload)]) + MASK + payload)
        except OSError:
            self.ended = True

    def _messages(self) -> Iterator[tuple[int, bytes]]:
        while len(self._rest) >= 2:
            short, begin = self._rest[1], 2
            if short == 126:
                short, begin = int.from_bytes(self._rest[2:4], "big"), 4
            elif short == 127:
                short, begin = int.from_bytes(self._rest[2:10], "big"), 10
            if len(self._rest) < begin + short:
                return
            opcode, payload = self._rest[0] & 15, self._rest[begin : begin + short]
            self._rest = self._rest[begin + short :]
            yield opcode, payload


def follow(plan: dict[str, float], port: int, path: str) -> dict[str, Report]:
    """Open all followers, read until every healthy one has the end, and report by group.

    Half of the stalled ones acknowledge nothing; the others acknowledge without ever reading, so
    that only the socket stops the server. The sleeper stops reading for a while and then reads on.
    """
    origin = plan["origin"]
    healthy, slow = Report(), Report()
    sleeper = Follower(port, path, slow)
    readers = [Follower(port, path, healthy) for _ in range(int(plan["healthy"]))]
    stalled = [Follower(port, path, Report(), SMALL) for _ in range(int(plan["stalled"]))]
    poll = select.epoll()
    by_number = {follower.socket.fileno(): follower for follower in [*readers, sleeper]}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    print(f"{time.monotonic() < origin:d}", flush=True)

    asleep, beat = False, 0.0
    while by_number and time.monotonic() < origin + plan["seconds"] + PATIENCE:
        now = time.monotonic()
        if asleep != (origin + plan["sleep"] < now < origin + plan["wake"]) and not sleeper.ended:
            asleep = not asleep
            poll.modify(sleeper.socket.fileno(), 0 if asleep else select.EPOLLIN)
        if now > beat:
            beat = now + 0.1
            for follower in stalled[::2]:
                follower.acknowledge(2**31)
        for number, _ in poll.poll(0.1):
            by_number[number].read(origin)
            if by_number[number].ended:
                poll.unregister(number)
                del by_number[number]
    for follower in [*readers, sleeper]:
        follower.report.unfinished += follower.expected != plan["rows"]
    return {"healthy": healthy, "slow": slow}


if __name__ == "__main__":
    _, given, at, where = sys.argv
    seen = follow(json.loads(given), int(at), where)
    print(json.dumps({group: asdict(report) for group, report in seen.items()}))

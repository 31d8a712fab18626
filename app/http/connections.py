"""Connections: HTTP/1.1 by uvicorn, but one that asks for nothing does not stay for ever."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_TIMEOUT = 20.0


class Connection(H11Protocol):
    """A connection whose first request has to arrive, head and all, within a time limit.

    uvicorn limits the time between requests only. Whoever opens connections and leaves them
    would take every descriptor that the server has.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(REQUEST_TIMEOUT, self._hang_up_unless_asked)

    def _hang_up_unless_asked(self) -> None:
        upgraded = self.transport.get_protocol() is not self
        if not (self.cycle or upgraded):
            self.transport.close()

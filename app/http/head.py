"""HEAD requests: the head of what GET answers, at every address."""

from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Answered(Exception):
    """The head is out; whatever would make the body may stop."""


class Head:
    """ASGI middleware that asks for GET and keeps the body, however long it would be, to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def headless(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.start":
                await send({"type": "http.response.body"})
                raise Answered

        with suppress(Answered):
            await self.app({**scope, "method": "GET"}, receive, headless)

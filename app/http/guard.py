"""The guard: what stands before every request, HTTP or websocket, and on every response.

It refuses hosts and origins that are not the server's own, which stops DNS rebinding and other
sites' scripts; it adds the security headers, also to errors; and it turns a crash into a problem
that tells nothing.
"""

import logging
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.errors import Problem, from_http
from app.http.origins import Hosts, own_origin, parse_authority, parse_origin
from app.metrics import Metrics
from app.settings import Settings

logger = logging.getLogger("descentlab")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "WS"})
COOKIE = "descentlab_session"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors "
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Guard:
    """Pure ASGI middleware, outermost but for the framework's own."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics
        self.hosts = Hosts(settings.allowed_hosts)
        self.cookie_path = settings.root_path or "/"
        self.headers = HEADERS | {"content-security-policy": POLICY + settings.frame_ancestors}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                started = True
                self._decorate(scope, message)
                method = scope.get("method", "WS")
                label = method if method in METHODS else "OTHER"
                self.metrics.requests.labels(label, message["status"]).inc()
            elif message["type"] == "websocket.accept":
                started = True
            elif message["type"] == "websocket.close" and not started:
                await refuse(scope, receive, guarded, from_http(HTTPException(404)))
                return
            await send(message)

        problem = self.refusal(scope)
        if problem is None:
            try:
                await self.app(scope, receive, guarded)
            except Exception:
                if started:
                    raise
                logger.exception("a request for %r failed", scope["path"])
                problem = Problem(500, "Something went wrong here; the log says what.")
        if problem is not None:
            await refuse(scope, receive, guarded, problem)

    def refusal(self, scope: Scope) -> Problem | None:
        """Why a request is not let in, if it is not."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        authority = parse_authority(hosts[0]) if len(hosts) == 1 else None
        if authority is None:
            return Problem(
                400, "The request needs exactly one Host header that names a host.", kind="bad-host"
            )
        if authority not in self.hosts:
            return Problem(
                403,
                f"This server does not answer to the name {authority.host[:100]!r}. Open it by its "
                "IP address, or start it with the name in DESCENTLAB_ALLOWED_HOSTS.",
                kind="foreign-host",
            )
        origins = headers.getlist("origin")
        own = own_origin(scope["scheme"], authority)
        if origins and (len(origins) > 1 or parse_origin(origins[0]) != own):
            return Problem(
                403,
                "The page that asks is not of this server. Behind a proxy: have it pass on the "
                "headers Host and X-Forwarded-Proto.",
                kind="foreign-origin",
            )
        return None

    def _decorate(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in self.headers.items():
            headers[name] = value
        page = headers.get("content-type", "").startswith("text/html")
        if page and f"{COOKIE}=" not in Headers(scope=scope).get("cookie", ""):
            secure = "; Secure" if scope["scheme"] in {"https", "wss"} else ""
            headers.append(
                "set-cookie",
                f"{COOKIE}={secrets.token_urlsafe(16)}; Path={self.cookie_path}; HttpOnly; "
                f"SameSite=Lax; Max-Age=2592000{secure}",
            )


async def refuse(scope: Scope, receive: Receive, send: Send, problem: Problem) -> None:
    """Answer with a problem, before a websocket is accepted in its handshake's own response."""
    await problem.response()(scope, receive, send)

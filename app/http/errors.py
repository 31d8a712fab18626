"""Problems: every error as RFC 9457 `application/problem+json`, with the field or column at fault.

Exception
  Problem               an error with its status and members, raised anywhere below a route
  SpecError             from the engine: 422 with `field`
  ExpressionError       from the engine: 422 with `column` and `part`
  UnknownName           from the engine: 422, or 404 where the name came in the path
  StoreError            from the store: 503, or 507 when the disk is full
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from engine.expressions import ExpressionError
from engine.validation import SpecError

logger = logging.getLogger("descentlab")

MEDIA_TYPE = "application/problem+json"
TYPES = "urn:descentlab:problem:"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class StoreError(Exception):
    """The database cannot be used at the moment."""


class StoreFull(StoreError):
    """There is no room left for the database."""


class Problem(Exception):
    """An error to answer with; `members` extend the problem, `kind` names its type."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind = status, detail, kind
        self.headers, self.members = dict(headers or {}), members

    @property
    def title(self) -> str:
        """A short name for this kind of problem."""
        if self.kind is None:
            return phrase(self.status)
        return self.kind.replace("-", " ").capitalize().replace("json", "JSON")

    def to_dict(self) -> dict[str, Any]:
        """The problem's JSON."""
        return {
            "type": TYPES + self.kind if self.kind else "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        } | {name: value for name, value in self.members.items() if value is not None}

    def response(self) -> Response:
        """The answer to send."""
        body = json.dumps(self.to_dict(), ensure_ascii=True)
        headers = {"cache-control": "no-store"} | self.headers
        return Response(body, self.status, headers=headers, media_type=MEDIA_TYPE)


def phrase(status: int) -> str:
    """The standard phrase of a status code."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def from_http(error: HTTPException) -> Problem:
    """The problem for what the framework itself refuses, such as an unknown path."""
    details = {
        404: "There is nothing at this address.",
        405: "This address does not answer to that method.",
    }
    same = error.detail == phrase(error.status_code)
    detail = details.get(error.status_code, error.detail) if same else error.detail
    return Problem(error.status_code, str(detail), headers=error.headers)


def allowed(request: Request) -> str:
    """The methods that an address answers to; a route that refuses one knows its own only."""

    def answers(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    methods = {method for method in METHODS if answers(method)}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def from_validation(error: RequestValidationError) -> Problem:
    """The problem for a query or path parameter that is wrong."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    return Problem(422, f"{field}: {first['msg']}", kind="invalid-parameter", field=field)


def from_spec(error: SpecError) -> Problem:
    """The problem for a specification that is wrong; an expression adds column and part."""
    cause = error.__cause__
    return Problem(
        422,
        str(error),
        kind="invalid-spec",
        field=error.path or None,
        column=getattr(cause, "column", None),
        part=getattr(cause, "part", None),
    )


def from_expression(error: ExpressionError) -> Problem:
    """The problem for a formula that is refused."""
    return Problem(
        422,
        str(error),
        kind="invalid-expression",
        field="expression",
        column=error.column,
        part=error.part,
    )


def from_store(error: StoreError) -> Problem:
    """The problem for a database that does not answer or has no room left."""
    status = 507 if isinstance(error, StoreFull) else 503
    return Problem(status, str(error), headers={"retry-after": "5"})


def install(app: FastAPI) -> None:
    """Answer every error with a problem."""

    @app.exception_handler(Problem)
    async def _problem(_: Request, error: Problem) -> Response:
        return error.response()

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        problem = from_http(error)
        if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
            problem.headers = {"allow": allowed(request)}
        return problem.response()

    @app.exception_handler(RequestValidationError)
    async def _validation(_: Request, error: RequestValidationError) -> Response:
        return from_validation(error).response()

    @app.exception_handler(ExpressionError)
    async def _expression(_: Request, error: ExpressionError) -> Response:
        return from_expression(error).response()

    @app.exception_handler(StoreError)
    async def _store(_: Request, error: StoreError) -> Response:
        return from_store(error).response()

    @app.exception_handler(SpecError)
    async def _spec(_: Request, error: SpecError) -> Response:
        return from_spec(error).response()

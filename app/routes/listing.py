"""Lists: all items of a registry as JSON, one operation of the API for each registry."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import APIRouter, Request, Response

from app.deps import ThreadsDep
from app.http.responses import cached, to_json
from app.schemas import Item, problems, success


class Describable(Protocol):
    """An item that can describe itself."""

    def to_dict(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class List:
    """A list at `path`: its items, and what the API's documentation says about it."""

    path: str
    operation_id: str
    summary: str
    about: str
    example: dict[str, Any]
    items: Callable[..., Iterable[Describable]]
    tag: str = "catalog"

    @property
    def documentation(self) -> dict[str, Any]:
        """What a route's decorator takes."""
        return {
            "tags": [self.tag],
            "operation_id": self.operation_id,
            "summary": self.summary,
            "description": self.about,
            "response_model": list[Item],
            "responses": success([self.example], "All there are, in their order.") | problems(304),
        }

    async def response(self, request: Request, threads: ThreadsDep, *choice: Any) -> Response:
        """The list, or 304 to a client that has it; `choice` goes to `items`."""
        return cached(request, await threads.short(self._encoded, *choice))

    def _encoded(self, *choice: Any) -> bytes:
        return to_json([item.to_dict() for item in self.items(*choice)])


def add_list(router: APIRouter, listing: List) -> None:
    """The operation of a list that takes no parameters."""

    async def answer(request: Request, threads: ThreadsDep) -> Response:
        return await listing.response(request, threads)

    router.add_api_route(listing.path, answer, **listing.documentation)

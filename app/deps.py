"""Dependencies: what routes ask for, as annotated aliases."""

import re
from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.requests import HTTPConnection

from app.experiments.registry import Lab
from app.http.body import parse, read_body
from app.http.errors import Problem
from app.http.quotas import Quotas, session_of
from app.kinds import Spec, read
from app.settings import Settings

ID = re.compile(r"[0-9a-f]{32}")
UNKNOWN = "There is no experiment with this id."


def get_lab(connection: HTTPConnection) -> Lab:
    """The application's laboratory."""
    lab: Lab = connection.app.state.lab
    return lab


def get_settings(connection: HTTPConnection) -> Settings:
    """The application's settings."""
    settings: Settings = connection.app.state.settings
    return settings


def get_id(
    experiment_id: Annotated[str, Path(alias="id", description="An experiment's id.")],
) -> str:
    """An id that could exist. Raises Problem 404 otherwise."""
    if not ID.fullmatch(experiment_id):
        raise Problem(404, UNKNOWN)
    return experiment_id


async def get_content(request: Request) -> bytes:
    """A body to create something from, counted against the quotas. Raises Problem."""
    quotas: Quotas = request.app.state.quotas
    settings = get_settings(request)
    quotas.spend(session_of(request))
    return await read_body(request, settings.max_body_size, settings.body_timeout)


async def get_spec(request: Request, content: Annotated[bytes, Depends(get_content)]) -> Spec:
    """The specification in a request's body. Raises Problem or SpecError."""
    return await get_lab(request).help(lambda: read(parse(content)))


LabDep = Annotated[Lab, Depends(get_lab)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
IdDep = Annotated[str, Depends(get_id)]
ContentDep = Annotated[bytes, Depends(get_content)]
SpecDep = Annotated[Spec, Depends(get_spec)]
SessionKey = Annotated[str, Depends(session_of)]

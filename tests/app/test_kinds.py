"""A kind of experiment has its row wherever kinds are told apart by name."""

from typing import Any

from app.formats.results import MEDIA_TYPES, WRITERS
from app.frameworks import PROGRAMS
from app.kinds import RESULTS, RUNNERS
from app.main import create_app
from app.settings import Settings
from engine.specs import KINDS


def kinds_accepted(operation: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    """The kinds that an operation's documentation accepts as its body."""
    body = operation["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    documents = [schemas[each["$ref"].rpartition("/")[2]] for each in body]
    return {document["properties"]["kind"]["const"] for document in documents}


def test_every_kind_is_read_computed_written_and_documented(settings: Settings) -> None:
    document = create_app(settings).openapi()
    create = document["paths"]["/api/v1/experiments"]["post"]
    places = {
        "engine.specs.kinds.KINDS": set(KINDS),
        "app.kinds.RUNNERS": set(RUNNERS),
        "app.kinds.RESULTS": set(RESULTS),
        "app.formats.results.WRITERS": set(WRITERS),
        "app.frameworks.PROGRAMS": set(PROGRAMS),
        "the body of createExperiment": kinds_accepted(create, document["components"]["schemas"]),
    }
    kinds = set.union(*places.values())
    missing = {place: sorted(kinds - known) for place, known in places.items() if kinds - known}
    assert not missing


def test_every_kind_is_written_in_every_format() -> None:
    assert all(set(formats) == set(MEDIA_TYPES) for formats in WRITERS.values())

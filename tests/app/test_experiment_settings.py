"""What an experiment may set has one source: engine, API, documents, pages and README agree.

The tests walk over whatever is declared. A new setting needs nothing here, unless its largest value
needs room: then ROOM says which.
"""

import copy
import json
import math
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.documents import document_name
from app.main import create_app
from app.page_settings import CAPS, page_settings
from app.settings import Settings
from engine import specs
from engine.datasets.definition import MOST
from engine.specs import KINDS, LIMITS, Limits, Setting, SpecError
from engine.specs.settings import within
from tests.files import ROOT

DATA = re.compile(r'<script type="application/json" id="page-data">(.*?)</script>', re.DOTALL)
RUN = {"optimizer": "gd", "hyperparameters": {"lr": 1e-9}}
# One experiment of each kind that is allowed whatever a single setting is set to.
BASE: dict[str, dict[str, Any]] = {
    "descent": {"surface": "bowl", "steps": 1, "runs": [RUN]},
    "basin": {"kind": "basin", "surface": "bowl", "nx": 2, "ny": 2, "steps": 1, "run": RUN},
    "training": {
        "kind": "training",
        "dataset": {"name": "moons", "samples": 2},
        "network": {"layers": [2, 1]},
        "batch_size": 2,
        "epochs": 1,
        "runs": [RUN],
    },
}
# What else has to be so that a setting may take its largest value.
ROOM: dict[str, dict[str, Any]] = {
    "training.batch_size": {"dataset": {"name": "moons", "samples": MOST}},
    "training.evaluations": {"epochs": LIMITS.evaluations},
    "training.epochs": {"evaluations": 1},
    "descent.interventions.step": {"steps": LIMITS.steps},
    "descent.interventions.run": {"runs": [RUN] * LIMITS.runs},
    "training.interventions.step": {"epochs": LIMITS.steps, "evaluations": 1},
    "training.interventions.run": {"runs": [RUN] * LIMITS.runs},
}
# What a rule takes from the largest value, whatever there is room for.
LESS = {"training.shuffle_seed": 1}
# What the complete form leaves out, since nothing is told by it.
SILENT = {"training": {"l2_over"}}
TURN = {"step": 0, "run": 0, "hyperparameters": {}}

ALL = [
    (f"{kind}.{path}", setting) for kind, row in KINDS.items() for path, setting in within(row.spec)
]
NUMBERS = [(path, setting) for path, setting in ALL if setting.scale is not None]


def placed(path: str, value: Any) -> dict[str, Any]:
    """An experiment with the setting at a path, which begins with the kind."""
    kind, *names = path.split(".")
    made = copy.deepcopy(BASE[kind])
    if names[0] == "interventions":
        made["interventions"] = [TURN | {names[1]: value}]
    elif len(names) == 1:
        made[names[0]] = value
    else:
        made[names[0]] = made.get(names[0], {}) | {names[1]: value}
    return made | ROOM.get(path, {})


def listed(setting: Setting, path: str, value: Any) -> Any:
    """A value where a list is wanted: hidden units are between what the data ask for."""
    if setting.several is None:
        return value
    return [2, value, 1] if path.endswith("layers") else [value]


def outside(setting: Setting, end: float) -> float:
    """The next value beyond an end of the range."""
    assert setting.scale is not None
    away = -1 if end == setting.scale.min else 1
    return end + away if setting.kind == "integer" else math.nextafter(end, away * math.inf)


def ends(path: str, setting: Setting) -> tuple[float, float]:
    """The smallest and the largest value that can be reached."""
    assert setting.scale is not None
    return setting.scale.min, setting.scale.max - LESS.get(path, 0)


def named(path: str) -> str:
    """How an error calls the field at a path."""
    return path.partition(".")[2].replace("interventions.", "interventions[0].")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("data"), workers=1)


@pytest.fixture(scope="module")
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def schemas(app: FastAPI) -> dict[str, Any]:
    found: dict[str, Any] = app.openapi()["components"]["schemas"]
    return found


def schema_at(schemas: dict[str, Any], path: str) -> dict[str, Any]:
    """What OpenAPI says of the setting at a path."""
    kind, *names = path.split(".")
    schema: dict[str, Any] = schemas[document_name(kind)]
    for name in names:
        schema = schema.get("items", schema)
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        if "anyOf" in schema:
            schema = schema["anyOf"][0]
        schema = schema["properties"][name]
    return schema


def values(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a single value, in a list or beside null."""
    schema = schema.get("anyOf", [schema])[0]
    found: dict[str, Any] = schema.get("items", schema)
    return found


@pytest.mark.parametrize(("path", "setting"), NUMBERS, ids=[path for path, _ in NUMBERS])
def test_the_ends_of_a_range_are_accepted_and_what_is_beyond_is_refused(
    client: TestClient, schemas: dict[str, Any], path: str, setting: Setting
) -> None:
    low, high = ends(path, setting)
    for end in (low, high):
        data = placed(path, listed(setting, path, end))
        spec = specs.from_dict(data)
        assert specs.from_dict(spec.to_dict()).digest == spec.digest
        created = client.post("/api/v1/experiments", json=data)
        assert created.is_success, created.text
        assert created.json()["id"] == spec.digest
        client.post(f"/api/v1/experiments/{spec.digest}/cancel")
        beyond = placed(path, listed(setting, path, outside(setting, end)))
        with pytest.raises(SpecError) as caught:
            specs.from_dict(beyond)
        assert caught.value.path.startswith(named(path))
        answer = client.post("/api/v1/experiments", json=beyond)
        assert (answer.status_code, answer.json()["field"]) == (422, caught.value.path)
    assert setting.scale is not None
    described = values(schema_at(schemas, path))
    assert described["type"] == setting.kind
    assert (described["minimum"], described["maximum"]) == (setting.scale.min, setting.scale.max)


@pytest.mark.parametrize(("path", "setting"), ALL, ids=[path for path, _ in ALL])
def test_a_setting_says_what_it_is_and_openapi_says_the_same(
    schemas: dict[str, Any], path: str, setting: Setting
) -> None:
    assert len(setting.help) >= 8
    assert setting.help.endswith(".")
    described = schema_at(schemas, path)
    assert described["description"].startswith(setting.help)
    if setting.rule is not None:
        assert setting.rule.help.endswith(".")
        assert setting.rule.help in described["description"]
    assert ("default" in described) == (not setting.required)
    assert described.get("default") == setting.default
    if setting.choices:
        assert values(described)["enum"] == list(setting.choices)


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_has_every_setting_and_no_other(schemas: dict[str, Any], kind: str) -> None:
    known, document = KINDS[kind].settings, schemas[document_name(kind)]
    assert list(document["properties"]) == ["kind", *known]
    assert document["additionalProperties"] is False
    required = {name for name, setting in known.items() if setting.required}
    assert set(document["required"]) - {"kind"} == required
    assert specs.from_dict(document["example"]).kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_defaults_are_what_is_filled_in(kind: str) -> None:
    """Those that are given, or that a rule cuts, are left out."""
    complete, base = specs.from_dict(BASE[kind]).to_dict(), BASE[kind]
    known = KINDS[kind].settings
    known = {name: known[name] for name in known if name not in SILENT.get(kind, ())}
    assert list(complete) == ["kind", *known]
    for name, setting in known.items():
        fitted = setting.rule is not None and setting.rule.fits
        if name not in base and setting.structure is None and not fitted:
            assert complete[name] == setting.default, name
            assert specs.from_dict(base | {name: setting.default}).to_dict() == complete


def test_a_bound_that_depends_on_others_cuts_the_default() -> None:
    spec = specs.from_dict(BASE["training"] | {"batch_size": None, "evaluations": None})
    assert spec.to_dict()["batch_size"] == 2
    assert spec.to_dict()["evaluations"] == 1


def test_the_catalogue_lists_every_setting_of_every_kind(client: TestClient) -> None:
    listed = client.get("/api/v1/settings").json()
    assert [kind["name"] for kind in listed] == list(KINDS)
    for kind in listed:
        assert kind["title"]
        assert kind["help"]
        assert kind["settings"] == json.loads(
            json.dumps([setting.to_dict() for setting in KINDS[kind["name"]].settings.values()])
        )


@pytest.mark.parametrize(
    ("page", "kinds"), [("/", ("descent", "basin")), ("/train", ("training",))]
)
def test_a_page_carries_the_settings_it_offers(
    client: TestClient, page: str, kinds: tuple[str, ...]
) -> None:
    found = DATA.search(client.get(page).text)
    assert found
    carried = json.loads(found[1])["settings"]
    assert carried == json.loads(json.dumps(page_settings(*kinds)))
    for kind in kinds:
        assert [setting["name"] for setting in carried[kind]] == list(KINDS[kind].settings)


def test_a_page_stays_below_the_engine_only_where_it_says_why() -> None:
    for kind, row in KINDS.items():
        (offered,) = page_settings(kind).values()
        own = dict(flat(offered))
        caps = CAPS.get(kind, {})
        assert caps.keys() <= own.keys()
        for path, setting in within(row.spec):
            entry = setting.to_dict() | {"parts": own[path]["parts"]}
            cap = caps.get(path)
            if cap is None:
                assert own[path] == entry
                continue
            assert own[path] == entry | {cap.bound: cap.value, "reason": cap.reason}
            assert cap.value < entry[cap.bound]
            assert f"{entry[cap.bound]:,}" in cap.reason


def flat(entries: list[dict[str, Any]], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The settings of a page and their parts, each with its path."""
    for entry in entries:
        yield f"{path}{entry['name']}", entry
        yield from flat(entry["parts"], f"{path}{entry['name']}.")


def test_the_limits_in_the_readme_are_the_engines() -> None:
    """A limit that is new needs a phrase here and a place there."""
    text = re.search(
        r"^## Limits\n(.*?)^## ", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert text
    limits = " ".join(text[1].split())
    phrases = {
        "steps": "{} steps",
        "runs": "{} runs",
        "starts": "{} starts",
        "entries": "{} trajectories",
        "interventions": "{} interventions",
        "numbers": "{} numbers of history",
        "label": "{} characters",
        "pixels": "{0} × {0} starts",
        "map_steps": "{} steps from each",
        "work": "{} in all",
        "layers": "{} layers",
        "units": "{} units",
        "parameters": "{} parameters",
        "evaluations": "{} evaluations",
        "seeds": "{} seeds",
    }
    assert phrases.keys() | {"training"} == {field.name for field in fields(Limits)}
    for name, phrase in phrases.items():
        assert phrase.format(f"{getattr(LIMITS, name):,}") in limits, name
    assert f"{LIMITS.training:g}" in limits
    assert f"{MOST:,} examples" in limits
    for caps in CAPS.values():
        for cap in caps.values():
            assert re.search(rf"\b{cap.value:,}(?!,)\b", limits)
    assert f"{Settings.model_fields['max_body_size'].default / 1e6:g} MB" in limits

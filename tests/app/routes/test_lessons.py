"""Lessons over HTTP: pages that need no script, figures as data, and notes on what cannot be."""

import json
import re
import threading
from itertools import pairwise
from typing import Annotated, Any

import pytest
from fastapi.testclient import TestClient

import app.figures
import app.figures.drawing
import app.routes.lessons
from app.http.errors import StoreFull
from app.lesson_answers import trainings_of
from engine.figures.figure import Axis, Figure, Panel
from engine.lessons import LESSONS, Lesson
from engine.lessons.topics import momentum
from engine.registry import Registry
from engine.training.results import TrainingResult
from tests.app.support import wait_until

each = pytest.mark.parametrize("topic", LESSONS)


def piece(html: str, name: str) -> str:
    """The text of a piece of a figure."""
    found = re.search(rf'<(\w+) [^>]*data-piece="{name}"[^>]*>(.*?)</\1>', html, re.DOTALL)
    assert found
    return found.group(2)


@each
def test_a_lesson_says_everything_without_a_script(client: TestClient, topic: str) -> None:
    answer = client.get(f"/learn/{topic}")
    assert answer.status_code == 200
    html, lesson = answer.text, LESSONS[topic]
    assert re.findall(r"<script(?![^>]*\ssrc=)(?! type=\"application/json\")", html) == []
    assert html.count("<svg viewBox") >= len(lesson.experiments)
    assert html.count("<math") >= 1
    assert all(choice in html.replace("&#39;", "'") for choice in lesson.predict.choices)
    assert all(source.url in html for source in lesson.reading)
    for name in lesson.experiments:
        assert f'data-bench="{name}"' in html


def test_of_a_table_with_rows_for_each_step_the_last_are_shown(client: TestClient) -> None:
    rows = re.findall(
        r"<tr( hidden)?><th scope=.row.>", piece(client.get("/learn/adam").text, "tables")
    )
    steps = LESSONS["adam"].experiments["steps"].run().steps
    assert rows == [" hidden"] * 2 * steps + ["", ""]


@each
def test_a_lesson_as_data_is_the_engines(client: TestClient, topic: str) -> None:
    document = client.get(f"/api/v1/lessons/{topic}").json()
    assert document["notes"] == []
    assert document["figures"].keys() == LESSONS[topic].experiments.keys()
    for name, experiment in LESSONS[topic].experiments.items():
        values, _ = experiment.settle({})
        early = experiment.draw and experiment.draw(None, **values)
        figure = early if name in document["waiting"] else experiment.run(**values)
        assert isinstance(figure, Figure)
        assert document["figures"][name] == json.loads(
            json.dumps(figure.to_dict(), allow_nan=False)
        )
        assert document["values"].keys() >= values.keys()


@pytest.mark.parametrize("several", [False, True])
def test_a_figure_waits_for_its_training(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, several: bool
) -> None:
    """What is known before is shown at once; the training is an experiment, done once."""
    tiny = {
        "kind": "training",
        "dataset": {"name": "moons", "samples": 20},
        "network": {"layers": [2, 2, 1], "seed": [0, 1]},
        "epochs": 1_000,
        "runs": [{"optimizer": "gd", "hyperparameters": {"lr": 0.1}}],
    }
    longer = tiny | {"epochs": 2_000}

    def look(result: Any, *, zoom: Annotated[bool, "Nearer."] = False) -> Figure:
        results = [] if result is None else result if several else [result]
        assert all(isinstance(one, TrainingResult) for one in results)
        panel = Panel(title="Cost", about="The cost.", x=Axis(), y=Axis(), layers=())
        return Figure(panels=(panel,), steps=sum(one.spec.epochs for one in results))

    lesson = Lesson(**{**vars(LESSONS["momentum"]), "experiments": Registry("experiment")})
    lesson.experiment(training=[tiny, longer] if several else tiny)(look)
    monkeypatch.setitem(LESSONS._items, "momentum", lesson)
    trainings_of.cache_clear()
    address, steps = "/learn/momentum/look", 3_000 if several else 1_000
    first = client.get(address).text
    assert f"training {'4 networks for 2' if several else '2 networks for 1'},000 epochs" in first
    assert 'data-length="0"' in first

    def arrived() -> bool:
        document = client.get("/api/v1/lessons/momentum").json()
        assert 0 <= document["waiting"].get("look", 0) <= 1
        return not document["waiting"] and document["figures"]["look"]["steps"] == steps

    wait_until(arrived)
    last = client.get(f"{address}?zoom=true").text
    assert f'data-length="{steps}"' in last
    assert "data-waiting" not in last
    listed = client.get("/api/v1/experiments").json()["items"]
    assert [(one["kind"], one["status"]) for one in listed] == [("training", "succeeded")] * (
        1 + several
    )
    assert lesson.experiments["look"].run(zoom=True).steps == steps


def test_the_lessons_are_listed_in_the_chapters_order(client: TestClient) -> None:
    listed = client.get("/api/v1/lessons").json()
    assert {lesson["name"] for lesson in listed} == LESSONS.keys()
    assert all(one["order"] < other["order"] for one, other in pairwise(listed))
    html = client.get("/learn").text
    links = re.findall(r'<li data-lesson.*?href="/learn/([\w-]+)"', html, re.DOTALL)
    assert links == [lesson["name"] for lesson in listed]


def test_a_lesson_leads_to_its_neighbours(client: TestClient) -> None:
    names = [lesson["name"] for lesson in client.get("/api/v1/lessons").json()]
    for before, after in pairwise(names):
        assert f'rel="next" href="/learn/{after}"' in client.get(f"/learn/{before}").text
        assert f'rel="prev" href="/learn/{before}"' in client.get(f"/learn/{after}").text


def test_knobs_go_into_the_address(client: TestClient) -> None:
    document = client.get("/api/v1/lessons/momentum?kappa=10&form=averaging").json()
    figure = momentum.ravine(kappa=10.0, form="averaging")
    assert document["figures"]["ravine"]["facts"][1]["value"] == figure.fact("momentum")
    assert document["values"]["alpha"] == figure.knobs["alpha"]
    html = client.get("/learn/momentum?kappa=10&form=averaging").text
    assert f"{figure.fact('momentum')} steps" in piece(html, "facts")
    same = client.get("/learn/momentum/ravine?kappa=10&form=averaging").text
    assert piece(same, "facts").split() == piece(html, "facts").split()


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("kappa=1e9", "kappa must be a number from 1 to 200, not 1000000000.0; 200.0 is used."),
        (
            "kappa=steep",
            "kappa must be a number from 1 to 200, not &#39;steep&#39;; 100.0 is used.",
        ),
        ("form=round", "form must be &#39;heavy_ball&#39; or &#39;averaging&#39;"),
        ("alpha=nan", "the usual value is used."),
    ],
)
def test_what_cannot_be_is_moved_and_told(client: TestClient, query: str, note: str) -> None:
    for path in ("/learn/momentum", "/learn/momentum/ravine"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 200
        assert note in piece(answer.text, "notes")
    document = client.get(f"/api/v1/lessons/momentum?{query}").json()
    assert len(document["notes"]) == 1


def test_a_setting_that_nothing_has_is_told(client: TestClient) -> None:
    query = "?kapa=3&embed=1&%3Cscript%3E=1"
    document = client.get(f"/api/v1/lessons/momentum{query}").json()
    assert document["notes"] == [
        "There is no setting called 'kapa' here.",
        "There is no setting called '<script>' here.",
    ]
    html = client.get(f"/learn/momentum{query}").text
    assert "There is no setting called &#39;kapa&#39; here." in html
    assert "<script>" not in html


def test_a_lesson_that_does_not_exist(client: TestClient) -> None:
    answer = client.get("/learn/momentun")
    assert answer.status_code == 404
    assert "did you mean &#39;momentum&#39;?" in answer.text
    assert "/learn/averages" in answer.text
    for path in ("/api/v1/lessons/momentun", "/learn/momentun/ravine", "/learn/momentum/valley"):
        problem = client.get(path)
        assert problem.status_code == 404
        assert problem.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/api/v1/lessons", "/api/v1/lessons/averages", "/learn/averages/year"]
)
def test_what_has_not_changed_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert first.headers["cache-control"] == "no-cache"


def test_nothing_is_drawn_or_written_on_the_event_loop(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class turns knobs while others are streamed to; drawing takes tenths of a second."""
    threads: set[str] = set()

    def seen(work: Any) -> Any:
        def watched(*arguments: Any, **named: Any) -> Any:
            threads.add(threading.current_thread().name)
            return work(*arguments, **named)

        return watched

    monkeypatch.setattr("app.lesson_answers.draw_figure", seen(app.figures.draw_figure))
    monkeypatch.setattr(Figure, "to_dict", seen(Figure.to_dict))
    monkeypatch.setitem(
        app.routes.lessons.TEMPLATE_FUNCTIONS, "fact_text", seen(app.figures.drawing.fact_text)
    )
    for address in ("/learn", "/learn/averages", "/learn/averages/year?beta=0.7"):
        assert client.get(address).status_code == 200
    assert client.get("/api/v1/lessons/averages").status_code == 200
    assert threads
    assert all(name.startswith("descentlab-short") for name in threads)


def test_a_lesson_can_be_read_when_the_disk_is_full(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreFull("The disk that holds the experiments is full.")

    monkeypatch.setattr("app.experiments.store.Store.put", full)
    answer = client.get("/learn/the-assignment")
    assert answer.status_code == 200
    assert "data-waiting" in answer.text

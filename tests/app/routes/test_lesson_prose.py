"""Every sentence of every lesson is a claim, and a check finds it true with all its numbers."""

import ast
import contextlib
import io
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from engine.lessons import LESSONS, Question
from tests.app.routes.prose import Page, read
from tests.app.support import settings_in
from tests.engine.lessons.lesson_claims import CLAIMS

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
QUESTIONS = ("predict", "check")

each = pytest.mark.parametrize("topic", LESSONS)


@cache
def page(topic: str) -> Page:
    """A lesson's page as it is before anybody turns a knob."""
    with (
        TemporaryDirectory() as folder,
        TestClient(create_app(settings_in(Path(folder))), base_url="http://localhost") as client,
    ):
        answer = client.get(f"/learn/{topic}")
        assert answer.status_code == 200
        return read(answer.text)


def claimed(topic: str) -> dict[str, str]:
    """The text of each claim on a page."""
    texts = [(piece.claim, piece.text) for piece in page(topic).pieces if piece.claim]
    assert len(dict(texts)) == len(texts), "two claims have one name"
    return {name: text for name, text in texts if name}


def reasons(topic: str) -> dict[str, str]:
    """Why a wrong choice is wrong, by the name of its claim, such as "check-2"."""
    return {
        f"{which}-{index}": reason
        for which in QUESTIONS
        for index, reason in enumerate(getattr(LESSONS[topic], which).reasons)
        if reason
    }


def printed(value: float, pattern: str) -> str:
    """A value with as many decimals as a number in the text has."""
    return f"{abs(value):,.{len(pattern.partition('.')[2])}f}"


@pytest.mark.parametrize(
    ("topic", "name"), [(topic, name) for topic in CLAIMS for name in CLAIMS[topic]]
)
def test_a_claim_is_true_and_so_are_its_numbers(topic: str, name: str) -> None:
    values = CLAIMS[topic][name]()
    if name in QUESTIONS:
        question: Question = getattr(LESSONS[topic], name)
        assert values[0] == question.answer
        text, values = question.ask, values[1:]
    elif name in reasons(topic):
        text = reasons(topic)[name]
    else:
        text = claimed(topic)[name]
    found = NUMBER.findall(text)
    assert found == [
        printed(float(value), pattern) for value, pattern in zip(values, found, strict=True)
    ]


@each
def test_every_claim_on_the_page_has_a_check_and_every_check_a_claim(topic: str) -> None:
    checked = CLAIMS[topic].keys() - reasons(topic).keys()
    assert checked == claimed(topic).keys() | set(QUESTIONS)
    numbered = {name for name, reason in reasons(topic).items() if NUMBER.search(reason)}
    assert numbered <= CLAIMS[topic].keys()
    assert claimed(topic)["summary"] == LESSONS[topic].summary


@each
def test_no_sentence_stands_outside_a_claim(topic: str) -> None:
    for piece in page(topic).pieces:
        text = piece.text.strip()
        if piece.claim is None:
            assert not text or text.endswith("?"), text
            assert not piece.formula, "a formula is a claim, too"
        elif not piece.claim:
            assert not NUMBER.search(text), f"a number needs a check: {text}"
            assert not piece.formula, "a formula is a claim, too"


@each
def test_a_lesson_is_one_screen_of_short_sentences(topic: str) -> None:
    text = " ".join(piece.text for piece in page(topic).pieces)
    words = text.split()
    assert 150 <= len(words) <= 650
    sentences = [part for part in re.split(r"[.?:;]\s", text) if part.strip()]
    assert max(len(sentence.split()) for sentence in sentences) <= 40


@each
def test_the_numpy_code_runs_and_the_pytorch_code_reads(topic: str) -> None:
    code = page(topic).code
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code["numpy"], f"{topic}.py", "exec"), {})
    assert printed.getvalue().strip()
    names = {node.id for node in ast.walk(ast.parse(code["pytorch"])) if isinstance(node, ast.Name)}
    assert "torch" in names
    assert not code["numpy"].startswith(" ")


def test_every_lesson_has_claims() -> None:
    assert CLAIMS.keys() == LESSONS.keys()

"""Notation: one word and one sign for each thing on all pages; a glossary has those of others."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from engine.knobs import Knob
from engine.lessons import LESSONS
from engine.lessons.glossary import GLOSSARY
from engine.optimizers import OPTIMIZERS

# What lessons called things by once, or courses do: the glossary has these beside our own.
RETIRED = ("α", "scatter", "spread", "learning_rate", "step size", "hyperparameter α")
# PyTorch's own name for what RMSprop keeps, told as such.
ALLOWED = {"rmsprop": "which calls it alpha"}


def words(html: str) -> str:
    """What a reader sees of a page, formulas included, code and controls left out."""
    text = re.sub(r"<(script|pre|style|select)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", text))


@pytest.mark.parametrize("topic", LESSONS)
def test_no_lesson_uses_a_retired_word_or_sign(client: TestClient, topic: str) -> None:
    html = client.get(f"/learn/{topic}").text
    text = words(html).replace(ALLOWED.get(topic, "\0"), "")
    assert [word for word in (*RETIRED, "alpha") if re.search(rf"(?<!\w){word}(?!\w)", text)] == []
    # In formulas the second moment is v; s has no other meaning there.
    assert "<mi>s</mi>" not in html
    assert (
        re.findall(r"\balpha\b", html.partition('data-part="numpy"')[2].partition("</pre>")[0])
        == []
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_formula_writes_the_learning_rate_as_the_lessons_do(name: str) -> None:
    rule = OPTIMIZERS[name]
    latex = " ".join(rule.formula({knob.name: usual(knob) for knob in rule.knobs}))
    assert r"\alpha" not in latex
    assert (r"\eta" in latex) == any(knob.name == "lr" for knob in rule.knobs)


def usual(knob: Knob) -> object:
    return knob.default if knob.kind in {"choice", "flag"} else None


def test_the_glossary_has_every_term_with_what_others_call_it(client: TestClient) -> None:
    html = client.get("/learn/glossary").text
    assert 25 <= len(GLOSSARY) <= 40
    ordered = [term.word.lower() for term in GLOSSARY]
    assert ordered == sorted(set(ordered))
    assert len({term.anchor for term in GLOSSARY}) == len(GLOSSARY)
    text = words(html)
    for term in GLOSSARY:
        assert f'id="{term.anchor}"' in html
        assert term.others
        assert term.text.endswith(".")
        assert term.others in text
    by_word = {term.word: term for term in GLOSSARY}
    assert by_word["learning rate"].sign == "η"
    assert {"α", "lr"} <= set(re.split(r"\W+", by_word["learning rate"].others))
    for word, other in (
        ("slope", "derivative"),
        ("cost", "loss"),
        ("standard deviation", "scatter"),
        ("second moment", "s in"),
    ):
        assert other in by_word[word].others


@pytest.mark.parametrize("page", ["/", "/train", "/learn", *(f"/learn/{one}" for one in LESSONS)])
def test_every_page_leads_to_the_glossary(client: TestClient, page: str) -> None:
    assert 'href="/learn/glossary"' in client.get(page).text

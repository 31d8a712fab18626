"""One's own surface on the race page: typing, being corrected, turning parameters."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]


@pytest.fixture
def own(visit: Open) -> Iterator[Visit]:
    """A visitor who has asked for a formula; the browser itself logs each that is refused."""
    here = visit()
    here.races()
    here.page.select_option(".pick select", label="Your own formula")
    expect(here.page.get_by_label("Formula in x and y")).to_be_focused()
    yield here
    here.troubles[:] = [trouble for trouble in here.troubles if "422" not in trouble]


def type_formula(here: Visit, text: str) -> None:
    here.page.get_by_label("Formula in x and y").fill(text)


def expression(here: Visit) -> str:
    found: str = here.submitted[-1]["surface"].get("expression", "")
    return found


def test_a_formula_is_raced_as_it_is_typed(own: Visit) -> None:
    """It starts from the surface on stage; rates, gradient and contour are the new one's."""
    page = own.page
    field = page.get_by_label("Formula in x and y")
    assert "kappa" in field.input_value()
    type_formula(own, "x^2 + 3*y^2")
    own.wait(lambda: expression(own) == "x^2 + 3*y^2", "the race")
    expect(page.locator(".written math")).to_be_visible()
    expect(page.locator(".gradient math")).to_be_visible()
    page.get_by_label("x, low end").fill("-4.5")
    page.keyboard.press("Enter")
    own.wait(lambda: own.submitted[-1]["surface"]["view"][0] == [-4.5, 5.5], "the view")
    page.reload()
    own.races()
    expect(page.locator(".written math")).to_be_visible()
    assert expression(own) == "x^2 + 3*y^2"
    page.click("text=Edit")
    expect(field).to_have_value("x^2 + 3*y^2")


def test_what_is_wrong_is_underlined(own: Visit) -> None:
    """At once and in words; the race on stage stays until the formula is right."""
    page = own.page
    own.wait(lambda: "kappa" in expression(own), "the surface as a formula")
    before = len(own.submitted)
    words, underlined = page.locator("#own-words"), page.locator(".mirror u")
    for text, part, said in [
        ("x^2 + foo(y)", "foo", "unknown function"),
        ("x^2y", "x^2y", "in two ways; write x^2*y or x^(2*y)"),
        ("sin(x", "(", "never closed"),
        ("x.__class__", "x.__class__", "attributes"),
    ]:
        type_formula(own, text)
        expect(words).to_contain_text(said)
        expect(underlined).to_have_text(part)
    assert len(own.submitted) == before
    expect(page.get_by_label("Formula in x and y")).to_have_attribute("aria-invalid", "true")
    type_formula(own, "x^2 + cos(y)")
    expect(words).to_be_empty()
    expect(underlined).to_be_empty()
    own.wait(lambda: expression(own) == "x^2 + cos(y)", "the race")


def test_a_formula_as_it_is_pasted(own: Visit) -> None:
    """How it was read is said beneath; what could be no parameter is not offered as one."""
    page = own.page
    words = page.locator("#own-words")
    type_formula(own, "f(x₁, x₂) = ½x₁² − 3x₂²")
    own.wait(lambda: expression(own).startswith("f(x₁"), "the race")
    expect(words).to_have_text("X1 and x2 are read as x and y.")
    type_formula(own, "x2 + y2")
    expect(words).to_contain_text("write x^2 or 2*x")
    expect(page.get_by_role("button", name="a parameter")).to_have_count(0)
    type_formula(own, "ax² + y²")
    page.click("text=Make a a parameter")
    own.wait(lambda: expression(own) == "ax² + y²", "the race")
    assert own.submitted[-1]["surface"]["parameters"] == {"a": {"value": 1, "min": 0, "max": 10}}


def test_a_race_begins_inside_the_domain(own: Visit) -> None:
    """Where the start on stage has no cost, the one that the server proposes is taken."""
    page = own.page
    before = own.submitted[-1]["start"]
    assert before[0] < 0
    type_formula(own, "y^2 - x^(1/3)")
    own.wait(lambda: expression(own) == "y^2 - x^(1/3)", "the race")
    assert own.submitted[-1]["start"][0] > 0
    expect(page.locator("#own-words")).to_contain_text("Blank where x < 0")
    expect(page.locator("#own-words")).to_contain_text("cbrt(x) or sign(x)*abs(x)^(1/3)")


def test_an_unknown_name_becomes_a_parameter(own: Visit) -> None:
    """With a slider beside the formula, whose ends can be set."""
    page = own.page
    type_formula(own, "x^2 + k*y^2")
    page.click("text=Make k a parameter")
    own.wait(lambda: expression(own) == "x^2 + k*y^2", "the race")
    assert own.submitted[-1]["surface"]["parameters"] == {"k": {"value": 1, "min": 0, "max": 10}}
    page.get_by_label("k, high end").fill("50")
    page.keyboard.press("Enter")
    reach = {"value": 1, "min": 0, "max": 50}
    own.wait(lambda: own.submitted[-1]["surface"]["parameters"].get("k") == reach, "the end")
    exact = page.get_by_label("Your own formula: k, exact value")
    exact.fill("40")
    page.keyboard.press("Enter")
    wanted = {"value": 40, "min": 0, "max": 50}
    own.wait(lambda: own.submitted[-1]["surface"]["parameters"].get("k") == wanted, "the value")
    page.select_option(".pick select", "himmelblau")
    expect(page.locator("[data-part=own]")).to_be_hidden()
    own.wait(lambda: own.submitted[-1]["surface"].get("name") == "himmelblau", "the race")

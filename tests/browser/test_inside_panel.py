"""Looking inside a step: arrows where the run stands, numbers, and the formula filled in."""

import json
from collections.abc import Callable

import httpx2
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]
GREEN = "#00845f"
ARROWS = "[data-part=stage] > canvas:last-of-type"


def listening(questions: list[dict[str, object]]) -> Callable[[Page], object]:
    """Note every question about the inside of a step."""

    def hear(request: Request) -> None:
        if request.url.endswith("/api/v1/inside"):
            questions.append(json.loads(request.post_data or "null"))

    return lambda page: page.on("request", hear)


def test_a_step_can_be_seen_from_inside(visit: Open) -> None:
    """The numbers and the formula are the engine's, for the step that is shown."""
    questions: list[dict[str, object]] = []
    here = visit(prepare=listening(questions))
    here.races()
    here.press("play")
    page = here.page
    page.keyboard.press("Shift+Digit4")
    panel = page.locator("[data-part=inside]")
    expect(panel.locator(".chosen select")).to_have_value("3")
    page.get_by_role("slider", name="Step", exact=True).fill("37")
    expect(panel.locator(".when")).to_contain_text("step 37 → 38")
    with httpx2.Client(base_url=here.server.address) as client:
        asked = {"spec": here.submitted[0], "entry": 3, "first": 37, "count": 1}
        look = client.post("/api/v1/inside", json=asked).json()["looks"][0]
    names = [q["label"] for q in look["quantities"] if q["key"] != "gradient"]
    expect(panel.locator("tbody th")).to_have_text(names)
    step = next(q for q in look["quantities"] if q["key"] == "step")
    shown = panel.locator("tr[data-role=step] .number").all_text_contents()
    for text, number in zip(shown, step["numbers"], strict=True):
        assert abs(float(text.replace("−", "-")) - number) <= 1e-3 * abs(number)
    lines = len(look["formula"])
    expect(panel.locator(".filled > div")).to_have_count(3 * lines)
    expect(panel.locator(".filled > div").nth(lines)).to_contain_text("0.8")
    here.wait(lambda: here.inked(GREEN, ARROWS), "the arrow of the step")


def test_it_follows_time_with_few_questions(visit: Open) -> None:
    """A window of steps is asked for once; scrubbing back in it costs nothing."""
    questions: list[dict[str, object]] = []
    here = visit(prepare=listening(questions))
    here.races()
    here.press("play")
    page = here.page
    scrubber = page.get_by_role("slider", name="Step", exact=True)
    scrubber.fill("0")
    page.click("[data-panel=inside]")
    when = page.locator("[data-part=inside] .when")
    expect(when).to_contain_text("step 0 → 1")
    for step in (5, 31, 12):
        scrubber.fill(str(step))
        expect(when).to_contain_text(f"step {step} → {step + 1}")
    assert [question["first"] for question in questions] == [0]
    page.locator(".brand").focus()
    page.keyboard.press("End")
    expect(when).to_contain_text("step 119 → 120")
    page.keyboard.press("Home")
    here.press("play")
    expect(when).not_to_contain_text("step 119")
    before = when.text_content()
    here.wait(lambda: when.text_content() != before, "numbers while it plays")


def test_a_head_is_a_way_in(visit: Open) -> None:
    """Clicking where a run stands chooses it and sets no start."""
    here = visit()
    here.races()
    here.press("play")
    here.plotted()
    page = here.page
    page.get_by_role("slider", name="Step", exact=True).fill("3")
    here.wait(lambda: [len(line["x"]) for line in here.lines()] == [4] * 4, "the handover")
    gd = next(line for line in here.lines() if line["name"] == "GD")
    px, py = here.pixel(gd["x"][-1], gd["y"][-1])
    page.mouse.click(px, py)
    expect(page.locator("[data-part=inside]")).to_be_visible()
    expect(page.locator("[data-part=inside] select")).to_have_value("0")
    assert len(here.submitted) == 1
    page.click("[data-panel=costs]")
    expect(page.locator("[data-part=inside]")).to_be_hidden()


def test_only_formulas_come_in(visit: Open) -> None:
    """Whatever else an answer holds is left out of the page."""
    evil = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" href="x"><mi class="x">q</mi>'
        '<p xmlns="http://www.w3.org/1999/xhtml">x</p><semantics>x</semantics></math>'
    )

    def answer(route: Route) -> None:
        body = route.fetch().json()
        for look in body["looks"]:
            look["mathml"]["formula"] = [evil]
        route.fulfill(json=body)

    here = visit(prepare=lambda page: page.route("**/api/v1/inside", answer))
    here.races()
    here.press("play")
    here.page.click("[data-panel=inside]")
    rule = here.page.locator("[data-part=inside] .rule math").first
    expect(rule).to_have_text("q")
    assert rule.evaluate("(math) => math.outerHTML") == "<math><mi>q</mi></math>"

"""The presets of the race page: choosing a story, reading it, changing it, coming back to it."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.driving import Visit

Open = Callable[..., Visit]


def choose(here: Visit, words: str, title: str) -> None:
    """Open the presets, search, and take the first that is found."""
    here.page.click("[data-part=presets]")
    here.page.get_by_label("Search the presets").fill(words)
    expect(here.page.locator("#presets li b").first).to_have_text(title)
    here.page.keyboard.press("Enter")


def test_the_page_opens_with_a_question(visit: Open) -> None:
    """It is asked without asking the server for stories; the answer is folded, and text."""
    asked: list[str] = []
    here = visit(prepare=lambda page: page.on("request", lambda request: asked.append(request.url)))
    here.races()
    caption = here.page.locator("[data-part=caption]")
    expect(caption.locator("b")).to_contain_text("Why does the grey path zigzag")
    answer = caption.locator(".answer")
    expect(answer).to_be_hidden()
    here.page.click("text=Show the answer")
    expect(answer).to_contain_text("gradient descent lands on the other side at every step")
    here.page.click("text=Hide the answer")
    expect(answer).to_be_hidden()
    assert not [url for url in asked if url.endswith("/stories")]


def test_a_story_is_chosen_told_changed_and_told_again(visit: Open) -> None:
    """Its race runs, its caption survives a reload, and leaves when the race is changed."""
    here = visit()
    here.races()
    choose(here, "why momentum", "Ravine: why momentum")
    page = here.page
    expect(page.locator("#presets")).to_be_hidden()
    expect(page.locator(".run .title")).to_have_text(["GD", "Momentum"])
    question = page.locator("[data-part=caption] b")
    expect(question).to_contain_text("zigzags")
    here.wait(lambda: "story=why_momentum" in page.url, "the story in the link")
    page.reload()
    expect(question).to_contain_text("zigzags")
    here.races()
    here.set_rate(1, "0.05")
    expect(question).to_have_count(0)
    here.wait(lambda: "lr:0.05" in page.url, "the new rate in the link")
    assert "story=" not in page.url
    page.click("text=Back to “Ravine: why momentum”")
    expect(question).to_contain_text("zigzags")
    here.wait(lambda: "story=why_momentum" in page.url, "the story in the link again")


def test_a_story_on_a_formula_sets_the_speed_too(visit: Open) -> None:
    """The surface is an expression, the race long and fast."""
    here = visit()
    here.races()
    choose(here, "best", "Ravine: the best rates there are")
    page = here.page
    expect(page.locator(".pick select option:checked")).to_have_text("Your own formula")
    expect(page.locator(".written math")).to_be_visible()
    expect(page.locator(".speed select option:checked")).to_have_text("120 steps/s")
    here.wait(lambda: here.submitted[-1]["steps"] == 720, "the race")
    expect(page.locator(".run .title")).to_have_text(["GD", "Momentum"])


def test_the_presets_go_by_keyboard(visit: Open) -> None:
    """Arrows move through the list, Escape folds it up."""
    here = visit()
    here.races()
    page = here.page
    page.focus("[data-part=presets]")
    page.keyboard.press("Enter")
    expect(page.locator("#presets li")).not_to_have_count(0)
    expect(page.get_by_label("Search the presets")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#presets li button").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#presets")).to_be_hidden()
    page.click("[data-part=presets]")
    page.get_by_label("Search the presets").fill("no such words")
    expect(page.locator("#presets .nothing")).to_be_visible()


def test_stories_stand_by_idea_with_a_picture_each(visit: Open) -> None:
    """All ideas head the whole list, none what is found; every surface has been drawn."""
    here = visit()
    here.races()
    page = here.page
    page.click("[data-part=presets]")
    ideas = page.locator("#presets .idea")
    expect(ideas).to_have_count(5)
    pictures = page.locator("#presets .glimpse-of-surface canvas")
    expect(pictures).to_have_count(page.locator("#presets button").count())
    page.get_by_label("Search the presets").fill("saddle")
    expect(ideas).to_have_count(0)
    expect(page.locator("#presets li b").first).to_contain_text("addle")

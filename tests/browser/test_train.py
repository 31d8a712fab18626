"""The train page, as a visitor lives through it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.driving import Visit
from tests.browser.test_accessibility import PHONE, SMALL, findings

Open = Callable[..., Visit]

RUNS = "!((optimizer:gd,hyperparameters:(lr:0.1)),(optimizer:adam,hyperparameters:(lr:0.02)))"
SMALL_ONE = (
    "train#dataset=(name:moons,samples:60,seed:3,test_samples:30)"
    "&network=(layers:!(2,4,1),activation:tanh,seed:3)&batch_size=16&epochs=60"
)
QUICK = f"{SMALL_ONE}&runs={RUNS}"
LONG = QUICK.replace("epochs=60", "epochs=100000")

# What a pane shows, as text that differs when the picture does.
HEAT = """(index) => document.querySelectorAll(".pane .heat")[index]?.toDataURL() ?? ''"""
# How much ink the layers of the chart hold.
INKED = """() => Math.max(...[...document.querySelectorAll('[data-part=chart] canvas')]
  .map((canvas) => canvas.width ? canvas.getContext('2d')
    .getImageData(0, 0, canvas.width, canvas.height).data
    .reduce((sum, value, i) => sum + (i % 4 === 3 && value > 40 ? 1 : 0), 0) : 0))"""


def trained(here: Visit) -> None:
    """Wait until the boundaries of all runs are there."""
    tiles = here.page.locator(".tile")
    tiles.first.wait_for()
    here.wait(
        lambda: all(len(here.page.evaluate(HEAT, i)) > 500 for i in range(tiles.count())),
        "the boundaries",
    )


def at_end(here: Visit) -> None:
    """Go to the last epoch, once it has come."""
    length = here.page.locator("[data-length]")
    here.wait(lambda: length.inner_text() != "0", "a training")
    last = int(length.inner_text().replace(",", ""))

    def arrived() -> bool:
        here.page.get_by_role("slider", name="Epoch", exact=True).fill(str(last))
        return here.step == last

    here.wait(arrived, "the last epoch")


def spec_of(here: Visit) -> dict[str, Any]:
    return here.submitted[-1]


def test_it_trains_by_itself(visit: Open) -> None:
    """Three optimizers learn two moons under the course's settings; boundaries and costs move."""
    here = visit("train")
    page = here.page
    expect(page.locator(".run .title")).to_have_text(["GD", "Momentum", "Adam"])
    here.wait(lambda: here.step > 20, "an epoch")
    trained(here)
    before, seen = here.step, page.evaluate(HEAT, 2)
    here.wait(lambda: here.step > before + 300, "further epochs")
    here.wait(lambda: page.evaluate(HEAT, 2) != seen, "another boundary")
    assert page.evaluate(INKED) > 500
    at_end(here)
    expect(page.locator(".tile .score")).to_have_text(["71.7 %", "71.7 %", "94.3 %"])
    expect(page.locator(".run .status")).to_have_text(["71.7 %", "71.7 %", "94.3 %"])
    expect(page.locator("[data-part=facts]")).to_contain_text(
        "25 k gradients a run · 1.5 M examples"
    )
    expect(page.locator("[data-part=ledger]")).to_contain_text("Same first weights (He, seed 3)")
    assert len(here.submitted) == 1
    network = spec_of(here)["network"]
    assert (network["layers"], spec_of(here)["epochs"]) == ([2, 5, 2, 1], 5_000)


def at_rest(page: Any, others: set[str]) -> str:
    """A boundary that is none of the others, once it is drawn and changes no more."""
    before = ""
    while True:
        picture = str(page.evaluate(HEAT, 1))
        if picture == before and picture not in others:
            return picture
        before = picture
        page.wait_for_timeout(150)


def shows(page: Any, picture: str) -> bool:
    """Whether the second run's boundary is this one."""
    return bool(page.evaluate(HEAT, 1) == picture)


# What the tests of the engine hold the suggested trainings to, for the seeds of this page.
LEARNED = {
    "blobs": 95,
    "circles": 75,
    "curve": 0.85,
    "gaussian_quantiles": 85,
    "iris": 85,
    "mixed_units": 0.9,
    "moons": 85,
    "spirals": 90,
    "xor": 80,
}


def scores(here: Visit) -> list[float]:
    """What the tiles say of test data, or of training data where there are none."""
    words = here.page.locator(".tile .score").all_inner_texts()
    return [float(text.split()[-2 if text.endswith("%") else -1]) for text in words if text]


def learns(here: Visit, name: str) -> bool:
    """Whether the training that was last submitted is on this data set."""
    return bool(spec_of(here)["dataset"]["name"] == name)


def reached(here: Visit, least: float) -> bool:
    """Whether all networks are as good as this."""
    found = scores(here)
    return len(found) == 3 and min(found) >= least


def test_every_data_set_shows_something_worth_seeing(visit: Open) -> None:
    """Network, rates and the rest come with the data; what somebody has set stays."""
    here = visit("train")
    page = here.page
    trained(here)
    menu = page.locator("[data-part=data] select").first
    names = menu.locator("option").evaluate_all("all => all.map(({ value }) => value)")
    assert set(names) == LEARNED.keys()
    for name in sorted(names, key=lambda each: each == "moons"):
        menu.select_option(name)
        here.wait(partial(learns, here, name), name)
        expect(page.locator(".suited")).to_contain_text("suited to")
        epochs = spec_of(here)["epochs"]
        expect(page.locator("[data-length]")).to_have_text(f"{epochs:,}")
        at_end(here)
        here.wait(partial(reached, here, LEARNED[name]), f"a good network for {name}")
        expect(page.locator(".tile .finding:visible")).to_have_count(0)
    rows = page.locator(".run .status").all_inner_texts()
    tiles = page.locator(".tile .score").all_inner_texts()
    assert [row.split("test ")[1] for row in rows] == [tile.split("test ")[1] for tile in tiles]


def test_what_a_data_set_brings_can_be_left(visit: Open) -> None:
    """A batch that somebody has set stays, and all that was before can be had back."""
    here = visit("train")
    page = here.page
    trained(here)
    page.get_by_label("All runs: batch size, exact value").fill("50")
    page.keyboard.press("Enter")
    here.wait(lambda: spec_of(here)["batch_size"] == 50, "the batch")
    expect(page.locator(".suited")).to_be_hidden()
    page.locator("[data-part=data] select").first.select_option("spirals")
    here.wait(lambda: spec_of(here)["dataset"]["name"] == "spirals", "the data")
    assert spec_of(here)["network"]["layers"] == [2, 16, 8, 1]
    assert spec_of(here)["batch_size"] == 50
    expect(page.locator(".suited")).to_contain_text("Network, rates, epochs and test examples")
    page.get_by_role("button", name="Keep mine").click()
    here.wait(lambda: spec_of(here)["network"]["layers"] == [2, 5, 2, 1], "the network of before")
    assert [run["hyperparameters"]["lr"] for run in spec_of(here)["runs"]] == [7e-4] * 3
    assert spec_of(here)["epochs"] == 5_000
    expect(page.locator(".suited")).to_be_hidden()


def test_what_is_wrong_with_a_network_is_said(visit: Open) -> None:
    """Zeros leave units alike: it stands on the tile and under the row, and goes with them."""
    here = visit(QUICK, reduced_motion="reduce")
    page = here.page
    trained(here)
    found = page.locator(".finding:visible")
    expect(found).to_have_count(0)
    page.get_by_label("First weights", exact=True).select_option("zeros")
    expect(found).to_have_count(4)
    words = "All 4 units of layer 1 are alike and stay so: begin with random weights."
    expect(page.locator(".run .finding")).to_have_text([words, words])
    expect(page.locator(".tile .finding")).to_have_text([words, words])
    page.get_by_label("First weights", exact=True).select_option("he")
    expect(found).to_have_count(0)


def test_rates_are_tuned(visit: Open) -> None:
    """The server trains at many rates at once; the strip shows them, and the best is taken."""
    here = visit(QUICK, reduced_motion="reduce")
    page = here.page
    trained(here)
    page.click("[data-act=rates]")
    page.click("[data-act=tune-each]")
    strips = page.locator(".tuned:visible")
    expect(strips).to_have_count(2)
    with httpx2.Client(base_url=here.server.address) as client:
        asked = {"spec": here.submitted[0], "run": 0, "rates": 25}
        sweep = client.post("/api/v1/tune", json=asked).json()
    here.wait(
        lambda: spec_of(here)["runs"][0]["hyperparameters"]["lr"] == sweep["best"], "the best rate"
    )
    expect(strips.first.locator("p")).to_contain_text(f"Best {sweep['best']:g}")


def test_wide_data_are_seen_in_a_plane(visit: Open) -> None:
    """Four features: their principal components, or any two of them."""
    here = visit("train")
    page = here.page
    plane = page.get_by_label("Plane of the data")
    expect(plane).to_be_hidden()
    page.locator("[data-part=data] select").first.select_option("iris")
    expect(page.locator(".planeless")).to_contain_text("first two principal components")
    expect(page.locator(".pane .heat:visible")).to_have_count(3)
    at_end(here)
    seen = at_rest(page, {""})
    plane.select_option("2,3")
    expect(page.locator(".planeless")).to_contain_text("Across petal length, up petal width")
    at_rest(page, {"", seen})
    here.wait(lambda: "features:'2,3'" in page.url, "the plane in the link")
    again = visit(page.url.removeprefix(here.server.address + "/"), reduced_motion="reduce")
    expect(again.page.locator(".pane .heat:visible")).to_have_count(3)
    expect(again.page.locator(".planeless")).to_contain_text("Across petal length")


def test_scrubbing_costs_nothing_the_second_time(visit: Open) -> None:
    """Earlier boundaries come back; what was seen is kept, and few requests are under way."""
    asked: list[str] = []
    waiting: list[Request] = []
    most = [0]

    def prepare(page: Any) -> None:
        def began(request: Request) -> None:
            if "/snapshots/" in request.url:
                asked.append(urlsplit(request.url).path)
                waiting.append(request)
                most[0] = max(most[0], len(waiting))

        def ended(request: Request) -> None:
            if request in waiting:
                waiting.remove(request)

        page.on("request", began)
        page.on("requestfinished", ended)

    here = visit(QUICK, prepare)
    at_end(here)
    trained(here)
    page = here.page
    scrubber = page.get_by_role("slider", name="Epoch", exact=True)
    pictures: dict[int, str] = {}
    for epoch in (60, 30, 0):
        scrubber.fill(str(epoch))
        here.wait(lambda: not waiting, "the snapshots")
        pictures[epoch] = at_rest(page, set(pictures.values()))
    assert len(set(pictures.values())) == 3
    before = len(asked)
    for epoch in (30, 60, 0):
        scrubber.fill(str(epoch))
        here.wait(partial(shows, page, pictures[epoch]), "what was seen before")
    assert len(asked) == before
    assert most[0] <= 2
    here.press("reset")
    assert here.step == 0
    expect(page.locator(".tile .score").first).to_contain_text("%")


def test_the_network_is_edited(visit: Open) -> None:
    """Units and layers are added and taken away; every edit is one training and one link."""
    here = visit(QUICK)
    page = here.page
    trained(here)

    def becomes(layers: list[int]) -> None:
        here.wait(lambda: spec_of(here)["network"]["layers"] == layers, str(layers))

    page.get_by_role("button", name="Hidden layer 1: one unit more").click()
    becomes([2, 5, 1])
    page.get_by_role("button", name="+ layer").click()
    becomes([2, 5, 5, 1])
    page.get_by_label("Hidden layer 2: units").fill("3")
    page.keyboard.press("Enter")
    becomes([2, 5, 3, 1])
    page.get_by_role("button", name="Remove hidden layer 1").click()
    becomes([2, 3, 1])
    page.get_by_label("Activation").select_option("relu")
    page.get_by_label("First weights", exact=True).select_option("normal")
    here.wait(lambda: spec_of(here)["network"]["initializer"] == {"name": "normal", "scale": 0.01})
    here.wait(lambda: "layers:!(2,3,1)" in page.url and "initializer:(name:normal" in page.url)
    page.locator("[data-part=data] select").first.select_option("blobs")
    becomes([2, 3, 3])
    page.press("[data-act=data]", "Enter")
    page.get_by_label("Blobs: centers, exact value").fill("5")
    page.keyboard.press("Enter")
    becomes([2, 3, 5])
    page.keyboard.press("Escape")
    page.locator("[data-part=data] select").first.select_option("curve")
    becomes([1, 3, 1])
    expect(page.locator(".tile .score").first).to_contain_text("R²")
    assert "output" not in spec_of(here)["network"]


def test_the_link_holds_everything(visit: Open) -> None:
    """Spec, hidden runs and what is looked at come back; a damaged link says so."""
    here = visit(QUICK, reduced_motion="reduce")
    page = here.page
    trained(here)
    page.get_by_label("Measure").select_option("accuracy")
    page.select_option("[data-part=axis]", "examples")
    page.get_by_role("button", name="Layers").click()
    page.get_by_label("Show GD").click()
    page.locator(".run > button.name").nth(1).click()
    page.get_by_label("Adam: schedule", exact=True).select_option("cosine")
    page.get_by_label("Adam: what the schedule counts").select_option("epoch")
    cosine = {"name": "cosine", "total": 60, "final": 0, "per": "epoch"}
    here.wait(lambda: spec_of(here)["runs"][1]["schedule"] == cosine, "a schedule")
    page.get_by_label("All runs: dropout, exact value").fill("0.2")
    page.keyboard.press("Enter")
    here.wait(lambda: spec_of(here)["keep_prob"] == 0.8)
    here.wait(lambda: "keep_prob=0.8" in page.url, "the link")
    again = visit(page.url.removeprefix(here.server.address + "/"), reduced_motion="reduce")
    again.wait(lambda: again.submitted, "the same training")
    assert again.submitted[-1] == spec_of(here)
    other = again.page
    expect(other.get_by_label("Measure")).to_have_value("accuracy")
    expect(other.locator("[data-part=axis]")).to_have_value("examples")
    expect(other.locator("[data-part=layers]")).to_be_visible()
    expect(other.locator(".tile")).to_have_count(1)
    assert urlsplit(other.url).fragment == urlsplit(page.url).fragment
    bad = visit("train#dataset=(name:suns)&runs=!((optimizer:adam))", reduced_motion="reduce")
    bad.wait(lambda: "no data set “suns”" in bad.notice, "the notice")
    bad.wait(lambda: bad.submitted and spec_of(bad)["dataset"]["name"] == "moons", "the standard")


def test_presets_ask_and_pins_compare(visit: Open) -> None:
    """A preset brings its question, its view and its pins; others can be pinned by hand."""
    here = visit("train", reduced_motion="reduce")
    page = here.page
    trained(here)
    expect(page.locator("[data-part=caption]")).to_contain_text("Who finds the bend")
    page.click("[data-part=presets]")
    page.get_by_role("button", name="How large a batch?").click()
    here.wait(lambda: spec_of(here)["batch_size"] in {1, 16, 300}, "the preset")
    expect(page.locator("[data-part=caption]")).to_contain_text("Every example costs a gradient")
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator(".answer")).to_contain_text("After 12,000 examples")
    expect(page.locator("[data-part=axis]")).to_have_value("examples")
    pins = page.locator("[data-part=pins] li")
    expect(pins).to_have_text(["abatch 1×", "bbatch 300×"])
    here.wait(lambda: "pins=!((batch_size:1),(batch_size:300))" in page.url, "the link")
    page.get_by_label("Unpin: batch 1").first.click()
    here.press("pin")
    page.get_by_label("All runs: batch size, exact value").fill("64")
    page.keyboard.press("Enter")
    expect(pins).to_have_text(["abatch 300×", "bbatch 16×"])
    at_end(here)
    here.press("export")
    with page.expect_download() as kept:
        page.click("[data-picture=curves][data-format=svg]")
    dotted = kept.value.path().read_text(encoding="utf-8").count('stroke-dasharray="2 2"')
    assert dotted == 4


def test_a_rate_turned_on_the_way_is_in_the_link(visit: Open) -> None:
    """What came before stays bit for bit, what follows differs, and the link does it again."""
    here = visit(QUICK)
    page = here.page
    at_end(here)
    scrubber = page.get_by_role("slider", name="Epoch", exact=True)
    scrubber.fill("20")
    page.keyboard.press("t")
    expect(page.locator("[data-act=turn]")).to_have_attribute("aria-pressed", "true")
    page.locator(".run > button.name").nth(1).click()
    expect(page.locator(".midway").nth(1)).to_contain_text("turn from epoch 20 on")
    here.set_rate(1, "0.3")
    here.wait(lambda: len(here.submitted) == 2, "another training")
    turn = {"step": 80, "run": 1, "hyperparameters": {"lr": 0.3}}
    assert spec_of(here)["interventions"] == [turn]
    assert spec_of(here)["runs"] == here.submitted[0]["runs"]
    expect(page.locator(".turned li:visible")).to_contain_text("η 0.3 from step 80 on")
    here.wait(lambda: here.step >= 20, "where it was")
    here.wait(lambda: "interventions=!((step:80" in page.url, "the link")
    costs = []
    for spec in here.submitted:
        with httpx2.Client(base_url=here.server.address) as client:
            wait = {"prefer": "wait=10"}
            made = client.post("/api/v1/experiments", json=spec, headers=wait).json()
            costs.append(client.get(made["links"]["result"]).json()["runs"][1]["cost"])
    assert costs[0][:81] == costs[1][:81]
    assert costs[0][81] != costs[1][81]
    again = visit(page.url.removeprefix(here.server.address + "/"))
    again.wait(lambda: again.submitted, "the same training")
    assert again.submitted[-1] == spec_of(here)
    page.get_by_label("Adam: take back η 0.3").click()
    here.wait(lambda: spec_of(here)["interventions"] == [], "the turn taken back")


def test_many_seeds_are_bands(visit: Open) -> None:
    """Every run trains from each seed: medians, quartiles, and a dot for each seed."""
    here = visit(QUICK, reduced_motion="reduce")
    page = here.page
    trained(here)
    page.get_by_label("All runs: seeds, exact value").fill("6")
    page.keyboard.press("Enter")
    here.wait(lambda: spec_of(here)["network"]["seed"] == [3, 4, 5, 6, 7, 8])
    page.get_by_role("button", name="Seeds").click()
    expect(page.locator(".dots").first.locator("i")).to_have_count(8)
    expect(page.locator(".seeds .told").first).to_contain_text("median ")
    first = page.evaluate(HEAT, 0)
    page.get_by_label("Seed that is shown").select_option("4")
    here.wait(lambda: page.evaluate(HEAT, 0) not in {"", first}, "another seed's boundary")
    page.click("[data-panel=table]")
    expect(page.locator("[data-part=table] caption")).to_contain_text("medians over the seeds")
    expect(page.locator("[data-part=table] tbody tr")).to_have_count(2)
    here.press("export")
    with page.expect_download() as kept:
        page.click("[data-picture=curves][data-format=svg]")
    bands = kept.value.path().read_text(encoding="utf-8").count('fill-opacity="0.22"')
    assert bands == 2


def test_what_is_wrong_stands_at_its_field(visit: Open) -> None:
    """The server's complaint is shown where it belongs, and goes when it is mended."""
    here = visit(QUICK, reduced_motion="reduce")
    page = here.page
    trained(here)
    here.troubles.clear()
    epochs = page.get_by_label("All runs: epochs, exact value")
    epochs.fill("900000")
    page.keyboard.press("Enter")
    wrong = page.locator("[data-part=settings] .wrong:visible")
    expect(wrong).to_contain_text("steps; the limit is")
    assert here.notice == ""
    epochs.fill("40")
    page.keyboard.press("Enter")
    expect(wrong).to_have_count(0)
    assert [trouble for trouble in here.troubles if "422" not in trouble] == []
    here.troubles.clear()
    page.get_by_label("All runs: batch size, exact value").fill("0")
    page.keyboard.press("Enter")
    assert spec_of(here)["batch_size"] == 16, "what cannot be is not even asked"


def test_a_long_training_is_stopped(visit: Open) -> None:
    """It says how far it is, can be stopped, and is given up when another one is wanted."""
    here = visit(LONG)
    page = here.page
    working = page.locator("[data-part=working]")
    expect(working).to_contain_text("Training on the server: ")
    trained(here)
    page.get_by_role("button", name="Stop", exact=True).click()
    here.wait(lambda: "The training was stopped" in here.notice, "the notice")
    expect(working).to_be_hidden()
    status = state_of(here, 0)
    assert status["status"] == "cancelled"
    page.get_by_label("All runs: L2, exact value").fill("0.5")
    page.keyboard.press("Enter")
    expect(working).to_be_visible()
    page.get_by_label("All runs: epochs, exact value").fill("20")
    page.keyboard.press("Enter")
    expect(page.locator("[data-length]")).to_have_text("20")
    at_end(here)
    here.wait(lambda: state_of(here, 1)["status"] == "cancelled", "the end of the one before")
    assert here.notice == ""


def test_a_training_given_up_before_it_is_heard_of_does_not_go_on(visit: Open) -> None:
    """Another one is wanted while the page still waits for the first word of the one before."""
    here = visit(QUICK)
    trained(here)
    page = here.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/api/v1/experiments", hold)
    page.get_by_label("All runs: epochs, exact value").fill("100000")
    page.keyboard.press("Enter")
    here.wait(lambda: held, "the first request")
    page.get_by_label("All runs: epochs, exact value").fill("25")
    page.keyboard.press("Enter")
    held[0].continue_()
    expect(page.locator("[data-length]")).to_have_text("25")
    given_up = [spec["epochs"] for spec in here.submitted].index(100_000)
    here.wait(lambda: state_of(here, given_up)["status"] == "cancelled", "its end")
    assert here.notice == ""


def state_of(here: Visit, index: int) -> dict[str, Any]:
    """An experiment that the page has submitted, as the server has it."""
    pages = httpx2.get(f"{here.server.address}/api/v1/experiments?limit=100").json()["items"]
    wanted = here.submitted[index]
    found = [
        each
        for each in pages
        if each["kind"] == "training"
        and all(each["spec"][key] == wanted[key] for key in ("epochs", "l2", "batch_size"))
    ]
    first: dict[str, Any] = found[0]
    return first


def test_points_follow_a_slider_before_anything_trains(visit: Open) -> None:
    """While the noise is dragged the data change at once; the training waits for the hand."""
    here = visit(QUICK, reduced_motion="reduce")
    page = here.page
    trained(here)
    dots = """() => [...document.querySelectorAll(".tile .pane .layer")].at(-1).toDataURL()"""
    before = page.evaluate(dots)
    slider = page.get_by_label("Two moons: noise", exact=True)
    slider.evaluate("e => { e.value = 300; e.dispatchEvent(new Event('input')); }")
    here.wait(lambda: page.evaluate(dots) != before, "other points")
    assert len(here.submitted) == 1
    slider.dispatch_event("change")
    here.wait(lambda: len(here.submitted) == 2, "the training")
    assert spec_of(here)["dataset"]["noise"] == 0.375


def test_a_diverging_run_says_so(visit: Open) -> None:
    """Its row, its tile, the table and the sentence for listeners."""
    data = "train#dataset=(name:curve,samples:60)&network=(layers:!(1,4,1),seed:3)&epochs=60"
    here = visit(f"{data}&runs={RUNS.replace('lr:0.1)', 'lr:300)')}", reduced_motion="reduce")
    page = here.page
    here.wait(lambda: here.step == 60, "the end")
    expect(page.locator(".run .status").first).to_have_text("diverged")
    expect(page.locator(".tile .score").first).to_have_text("diverged")
    expect(page.locator("[data-part=live]")).to_contain_text("GD diverged at step ")
    expect(page.locator("[data-part=live]")).to_contain_text("Adam has cost ")


def test_sse_where_websockets_are_blocked(visit: Open) -> None:
    """The same training comes as server-sent events, and the page says so."""
    here = visit(QUICK, lambda page: page.route_web_socket("**/stream**", lambda ws: ws.close()))
    trained(here)
    here.wait(lambda: "server-sent events" in here.notice, "the notice")
    at_end(here)


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
def test_axe_finds_nothing(visit: Open, options: dict[str, Any]) -> None:
    """Every panel and dialog, in both themes, on a laptop and on a phone."""
    here = visit(QUICK.replace("seed:3)&", "seed:!(3,4,5))&"), reduced_motion="reduce", **options)
    page = here.page
    here.wait(lambda: here.step == 60, "the end")
    trained(here)
    assert findings(page) == []
    page.locator(".run .name").first.click()
    page.click("[data-panel=table]")
    for pane in ("layers", "seeds"):
        page.click(f"[data-pane={pane}]")
        assert findings(page) == [], pane
    here.press("theme")
    page.click("[data-panel=chart]")
    here.press("data")
    assert findings(page) == []
    page.keyboard.press("Escape")
    for act in ("conditions", "export", "share", "help"):
        here.press(act)
        assert findings(page) == [], act
        page.keyboard.press("Escape")


def test_on_a_phone(visit: Open) -> None:
    """Nothing scrolls sideways, fingers have room, time stays in reach."""
    here = visit(QUICK, reduced_motion="reduce", **PHONE)
    page = here.page
    trained(here)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator("[data-act=play]")).to_be_in_viewport()
    page.locator(".run .name").first.click()
    assert page.evaluate(SMALL) == []
    first, second = (page.locator(".tile").nth(i).bounding_box() for i in (0, 1))
    assert first
    assert second
    assert first["y"] == second["y"], "two boundaries beside each other"


def test_it_leaves_the_page(visit: Open) -> None:
    """Numbers, pictures, code, an embedded page."""
    here = visit(QUICK, reduced_motion="reduce")
    page = here.page
    at_end(here)
    trained(here)
    here.press("export")
    for what in ("boundaries", "curves"):
        with page.expect_download() as kept:
            page.click(f"[data-picture={what}][data-format=svg]")
        text = kept.value.path().read_text(encoding="utf-8")
        assert "Epoch 60" in text
        assert "Adam" in text
        assert text.count("<image") == (2 if what == "boundaries" else 0)
    with page.expect_download() as kept:
        page.click("[data-picture=boundaries][data-format=png]")
    assert kept.value.path().read_bytes().startswith(b"\x89PNG")
    expect(page.locator("[data-code]")).to_contain_text("from engine import train")
    page.select_option("[data-language]", "spec")
    assert json.loads(page.inner_text("[data-code]"))["kind"] == "training"
    with page.expect_download() as kept:
        page.click("[data-result=csv]")
    assert kept.value.path().read_text().count("\n") == 1 + 2 * 60 * 4
    fragment = urlsplit(page.url).fragment
    slide = visit(f"train?embed=1#{fragment}", viewport={"width": 640, "height": 400})
    trained(slide)
    expect(slide.page.locator(".whoraces button")).to_have_text(["GD", "Adam"])
    expect(slide.page.locator(".side")).to_be_hidden()
    assert slide.page.evaluate("document.documentElement.scrollHeight") <= 400


def test_it_waits_for_a_server_that_is_slow(visit: Open) -> None:
    """Boundaries that come late are shown when they come; the page does not ask again and again."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    here = visit(QUICK, lambda page: page.route("**/snapshots/**", hold))
    here.wait(lambda: here.step > 5, "the epochs")
    here.wait(lambda: held, "a request")
    here.page.wait_for_timeout(300)
    assert len(held) <= 2
    for route in held:
        route.continue_()
    trained(here)

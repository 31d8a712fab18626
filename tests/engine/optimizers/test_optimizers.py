"""What holds for every registered optimizer: lanes, rest, scale, recording, catalogue, samples."""

import ast
import itertools
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.knobs import Rate
from engine.lanes import Array, Memory, Point
from engine.optimizers import FRAMEWORKS, OPTIMIZERS, Optimizer, optimizer
from engine.program import record
from engine.registry import Registry
from tests.engine.descent.driving import drive

ADAPTIVE = ("adagrad", "rmsprop", "adam", "amsgrad", "nadam", "adamax", "adabelief")
NAMES = (
    "gd momentum nesterov adagrad rmsprop adadelta adam adamw amsgrad nadam adamax radam adabelief "
    "lion rprop newton saddle_free_newton"
).split()


def options(item: Optimizer) -> Iterator[dict[str, Any]]:
    """Every combination of what is fixed for a run."""
    fixed = [k for k in item.knobs if k.kind != "number"]
    values = [k.choices or (False, True) for k in fixed]
    for combination in itertools.product(*values):
        yield dict(zip((k.name for k in fixed), combination, strict=True))


VARIANTS = [(name, choice) for name in OPTIMIZERS for choice in options(OPTIMIZERS[name])]
variants = pytest.mark.parametrize(("name", "choice"), VARIANTS, ids=str)


def gradient(theta: Array) -> Array:
    """Of (x⁴ + y⁴)/4 + (x² + 20y²)/2 + xy/2, in operations that do not depend on the lanes."""
    x, y = theta
    return np.stack([x * x * x + x + y * 0.5, y * y * y + y * 20.0 + x * 0.5])


def hessian(theta: Array) -> Array:
    x, y = theta
    half = np.full_like(x, 0.5)
    return np.stack([[x * x * 3.0 + 1.0, half], [half, y * y * 3.0 + 20.0]])


def lane_settings(item: Optimizer, lanes: int, draws: np.random.RandomState) -> dict[str, Any]:
    """A setting of its own for every lane, around the defaults."""
    found = {}
    for knob in item.knobs:
        if knob.kind == "number":
            assert knob.min is not None
            assert knob.max is not None
            spread = knob.default * draws.uniform(0.5, 1.5, lanes) + draws.uniform(0, 1e-3, lanes)
            found[knob.name] = np.clip(spread, knob.min, min(knob.max, 0.9999 * knob.max))
    return found


def test_the_optimizers_are_those_of_the_design() -> None:
    assert set(OPTIMIZERS) >= set(NAMES)
    assert list(OPTIMIZERS)[:3] == ["gd", "momentum", "nesterov"]
    knobs = {name: [k.name for k in OPTIMIZERS[name].knobs] for name in NAMES}
    assert knobs["momentum"] == ["lr", "beta", "form", "correct"]
    assert knobs["adam"] == ["lr", "beta1", "beta2", "eps", "correct_m", "correct_v"]
    assert knobs["lion"] == ["lr", "beta1", "beta2", "weight_decay"]
    assert OPTIMIZERS["momentum"].defaults()["form"] == "averaging"


@variants
@settings(max_examples=10)
@given(lanes=st.integers(1, 19), seed=st.integers(0, 9999))
def test_a_lane_does_not_feel_its_neighbours(
    name: str, choice: dict[str, Any], lanes: int, seed: int
) -> None:
    draws = np.random.RandomState(seed)
    starts = draws.uniform(-2, 2, (2, lanes))
    given = lane_settings(OPTIMIZERS[name], lanes, draws)
    together = drive(name, gradient, starts, 25, given | choice, hessian)
    for lane in {0, lanes // 2, lanes - 1}:
        here = starts[:, [lane]]
        for own in (
            {key: value[lane] for key, value in given.items()},
            {key: value[[lane]] for key, value in given.items()},
        ):
            alone = drive(name, gradient, here, 25, own | choice, hessian)
            assert alone[:, :, 0].tobytes() == together[:, :, lane].tobytes()


@variants
@pytest.mark.parametrize("lanes", [1, 3, 64])
def test_a_recorded_rule_gives_the_same_bits(name: str, choice: dict[str, Any], lanes: int) -> None:
    item, draws = OPTIMIZERS[name], np.random.RandomState(5)
    starts, given = draws.uniform(-2, 2, (2, lanes)), lane_settings(item, lanes, draws)
    plain = drive(name, gradient, starts, 12, given | choice, hessian)
    theta, grad, t = starts.copy(), np.empty_like(starts), np.zeros(())
    memory = tuple(np.zeros_like(theta) for _ in range(item.slots))
    hess = np.empty((2, 2, lanes))

    def step(theta: Array, grad: Array, t: Array, hess: Array, *rest: Array) -> tuple[Any, ...]:
        slots, numbers = rest[: item.slots], rest[item.slots :]
        knobs = dict(zip(given, numbers, strict=True))
        delta, new = item.rule(Point(theta, grad, hess), slots, t, **knobs, **choice)
        return theta + delta, *new

    inputs = (theta, grad, t, hess, *memory)
    program = record(step, inputs, (theta, *memory), constants=tuple(given.values()))
    with np.errstate(all="ignore"):
        for k in range(1, 13):
            grad[:], hess[:], t[...] = gradient(theta), hessian(theta), k
            program.run()
            assert theta.tobytes() == plain[k].tobytes()


@variants
def test_no_slope_from_rest_means_no_step(name: str, choice: dict[str, Any]) -> None:
    theta = np.array([[1.5, -2.0, 0.0], [0.25, 3.0, 0.0]])
    decay = OPTIMIZERS[name].defaults().get("weight_decay", 0.0)
    rate = OPTIMIZERS[name].defaults()["lr"]
    path = drive(name, np.zeros_like, theta, 3, choice, hessian)
    expected = [theta * (1 - rate * decay) ** k for k in range(4)]
    np.testing.assert_allclose(path, expected, rtol=1e-15)


@variants
def test_the_first_step_goes_downhill(name: str, choice: dict[str, Any]) -> None:
    starts = np.array([[1.5, -2.0, -0.5], [0.5, 1.0, -1.0]])
    item = OPTIMIZERS[name]
    given = {"weight_decay": 0.0} if "weight_decay" in item.defaults() else {}
    start, first = drive(name, gradient, starts, 1, given | choice, hessian)
    assert ((first - start) * gradient(start)).sum(axis=0).max() < 0


@pytest.mark.parametrize("name", ["gd", "momentum", "nesterov"])
def test_a_steeper_surface_is_a_larger_rate(name: str) -> None:
    starts = np.array([[1.5, -2.0], [0.5, 1.0]])
    given = {"lr": 2.0**-11}
    steep = drive(name, lambda theta: 16 * gradient(theta), starts, 60, given)
    assert np.isfinite(steep).all()
    assert (steep == drive(name, gradient, starts, 60, {"lr": 2.0**-7})).all()


@pytest.mark.parametrize("name", [*ADAPTIVE, "lion", "rprop", "newton"])
def test_the_scale_of_the_cost_does_not_matter(name: str) -> None:
    """With ε = 0, and by a power of four, so that roots and products stay exact."""
    starts = np.array([[1.5, -2.0], [0.5, 1.0]])
    given = {"eps": 0.0} if name in ADAPTIVE else {}
    plain = drive(name, gradient, starts, 60, given, hessian)
    scaled = drive(
        name,
        lambda theta: 4.0**5 * gradient(theta),
        starts,
        60,
        given,
        lambda theta: 4.0**5 * hessian(theta),
    )
    assert np.isfinite(plain).all()
    assert (plain == scaled).all()


@variants
def test_the_coordinates_can_be_swapped(name: str, choice: dict[str, Any]) -> None:
    starts = np.array([[1.5, -2.0], [0.5, 1.0]])
    plain = drive(name, gradient, starts, 40, choice, hessian)
    swapped = drive(
        name,
        lambda theta: gradient(theta[::-1])[::-1],
        starts[::-1],
        40,
        choice,
        lambda theta: hessian(theta[::-1])[::-1, ::-1],
    )
    np.testing.assert_allclose(swapped[:, ::-1], plain, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("item", OPTIMIZERS.values(), ids=lambda item: item.name)
def test_an_optimizer_explains_itself(item: Optimizer) -> None:
    text = item.rule.__doc__ or ""
    assert "Δ = −" in text.splitlines()[0]
    assert len(text.splitlines()) <= 10
    assert item.title
    assert item.help.endswith(".")
    assert item.convention.endswith(".")
    assert any(year in item.cite for year in map(str, range(1847, 2030)))
    assert all(knob.help.endswith(".") for knob in item.knobs)
    assert item.defaults()
    assert all(knob.check(knob.default) == knob.default for knob in item.knobs)


def test_titles_are_short_and_distinct() -> None:
    titles = [item.title for item in OPTIMIZERS.values()]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 20


@variants
def test_the_formula_is_latex_with_balanced_braces(name: str, choice: dict[str, Any]) -> None:
    lines = OPTIMIZERS[name].formula(choice)
    assert r"\theta \leftarrow \theta" in lines[-1]
    for line in lines:
        assert line.count("{") == line.count("}")
        assert line.count(r"\left") - line.count(r"\leftarrow") == line.count(r"\right")


def test_the_formula_follows_the_options() -> None:
    momentum, adam = OPTIMIZERS["momentum"], OPTIMIZERS["adam"]
    assert momentum.latex == momentum.formula({"form": "averaging"})
    assert momentum.formula({"form": "heavy_ball"})[0] == r"v \leftarrow \beta v + g"
    assert r"\hat v" in momentum.formula({"correct": True})[-1]
    assert r"\hat v" not in " ".join(adam.formula({"correct_v": False}))
    assert r"\hat m" not in " ".join(adam.formula({"correct_m": False}))


@pytest.mark.parametrize("item", OPTIMIZERS.values(), ids=lambda item: item.name)
def test_the_catalogue_entry_is_json(item: Optimizer) -> None:
    entry = json.loads(json.dumps(item.to_dict(), allow_nan=False))
    assert entry["name"] == item.name
    assert [knob["name"] for knob in entry["hyperparameters"]] == list(item.defaults())
    for knob in entry["hyperparameters"]:
        assert set(knob) >= {"name", "default", "min", "max", "scale", "help", "kind", "choices"}


@variants
@given(data=st.data())
@settings(max_examples=20)
def test_an_equivalent_call_is_python_that_carries_the_settings(
    name: str, choice: dict[str, Any], data: st.DataObject
) -> None:
    item = OPTIMIZERS[name]
    numbers = [knob for knob in item.knobs if knob.kind == "number"]
    given = {k.name: data.draw(st.floats(k.min, k.max)) for k in numbers}
    for framework in FRAMEWORKS:
        text = item.equivalent(framework, given | choice)
        if text is None:
            continue
        assert text.startswith({"pytorch": "torch.optim."}.get(framework, framework + "."))
        call = ast.parse(text, mode="eval").body
        assert isinstance(call, ast.Call)
        constants = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant)}
        assert given["lr"] in constants


@pytest.mark.parametrize(
    ("name", "framework", "given", "text"),
    [
        ("gd", "pytorch", {"lr": 0.5}, "torch.optim.SGD(params, lr=0.5)"),
        ("adam", "pytorch", {"lr": 1e-3},
         "torch.optim.Adam(params, lr=0.001, betas=(0.9, 0.999), eps=1e-08)"),
        ("adam", "pytorch", {"correct_v": False}, None),
        ("momentum", "pytorch", {}, "torch.optim.SGD(params, lr=0.1 * (1 - 0.9), momentum=0.9)"),
        ("momentum", "keras", {"form": "heavy_ball"},
         "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)"),
        ("momentum", "keras", {"correct": True}, None),
        ("momentum", "optax", {"correct": True},
         "optax.chain(optax.ema(0.9, debias=True), optax.scale_by_learning_rate(0.1))"),
        ("lion", "pytorch", {}, None),
        ("newton", "optax", {}, None),
    ],
)  # fmt: skip
def test_equivalent_calls(
    name: str, framework: Any, given: dict[str, Any], text: str | None
) -> None:
    assert OPTIMIZERS[name].equivalent(framework, given) == text


def test_a_new_optimizer_is_one_decorated_function() -> None:
    own: Registry[Optimizer] = Registry("optimizer")

    @optimizer(
        title="Normalized",
        help="Every step has the same length.",
        slots=0,
        latex=[r"\theta \leftarrow \theta - \eta\, g / \|g\|"],
        cite="Shor 1985",
        convention="The same everywhere.",
        equivalents={"optax": "optax.normalize_by_update_norm({lr})"},
        registry=own,
    )
    def normalized(at: Point, memory: Memory, t: Array, *, lr: Rate = 0.25) -> tuple[Array, Memory]:
        """Δ = −η g/‖g‖."""
        return -lr * at.grad / np.sqrt(np.square(at.grad[0]) + np.square(at.grad[1])), ()

    made = own.find("normalized")
    assert made.defaults() == {"lr": 0.25}
    assert made.knobs[0].check(0.5) == 0.5
    assert made.to_dict()["hyperparameters"][0]["max"] == 1000.0
    assert made.equivalent("optax", {"lr": 2.0}) == "optax.normalize_by_update_norm(2.0)"
    delta, _ = made.rule(Point(np.zeros((2, 1)), np.array([[3.0], [4.0]])), (), np.ones(()), lr=1.0)
    np.testing.assert_allclose(delta, [[-0.6], [-0.8]])
    with pytest.raises(ValueError, match="registered twice"):
        own.add(made)

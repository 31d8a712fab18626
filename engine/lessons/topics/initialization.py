"""Initialization: how large signals and slopes are from layer to layer, before any training.

Shapes: N ways to draw weights, L hidden layers of WIDTH units each, behind as many inputs.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np

from engine.figures.figure import Axis, Figure, Ink, Layer, Line, Marker, Panel, Table
from engine.knobs import Scale
from engine.lanes import Array
from engine.lessons.lesson import LESSONS, Lesson, Question, Source
from engine.networks.initializers import initial
from engine.networks.network import Network

WIDTH, EXAMPLES, MOST = 50, 24, 100
SEED, DATA_SEED = 0, 1
SIZES = (1e-12, 1e12)
SECONDS = 4

Activation: TypeAlias = Literal["relu", "leaky_relu", "tanh", "sigmoid", "linear"]
Depth = Annotated[
    int, Scale("linear", 1, MOST, (1, MOST), None, "integer"), "How many hidden layers."
]
Activations = Annotated[Activation, "What the units of the hidden layers make of their inputs."]
Weight = Annotated[
    float, Scale("linear", 0.5, 1.5, (0.5, 1.5)), "The weight of every link of the chain."
]

LESSON = LESSONS.add(
    Lesson(
        name="initialization",
        order=2,
        section="Before the first step",
        title="Initial weights",
        summary="The size of the first weights decides whether signals and slopes get through.",
        predict=Question(
            "Xavier weights keep the size of signals in layers without an activation. Now each of "
            "30 layers ends in a ReLU. How large is a signal of size 1 behind the last?",
            ("Still about 1", "About a thirtieth", "About a thirty-thousandth"),
            2,
            reasons=(
                "That would hold without the ReLU; but each ReLU sets half of its inputs to zero.",
                "A thirtieth would be a loss that adds up. Losses multiply: 30 factors of √½.",
                "",
            ),
        ),
        check=Question(
            "You set every weight of a network to 0.5 instead of 0. Do the ten units of the first "
            "layer learn different things?",
            (
                "Yes, for none of them is zero.",
                "Yes, but slowly.",
                "No, they stay copies of each other.",
            ),
            2,
            reasons=(
                "It is not zero that does it but likeness: equal weights get equal slopes, and "
                "stay equal.",
                "They do move, but all ten alike: nothing ever tells one from another.",
                "",
            ),
        ),
        reading=(
            Source(
                "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward "
                "neural networks, AISTATS",
                "https://proceedings.mlr.press/v9/glorot10a.html",
            ),
            Source(
                "He, Zhang, Ren & Sun 2015, Delving Deep into Rectifiers, section 2.2",
                "https://arxiv.org/abs/1502.01852",
            ),
            Source(
                "Saxe, McClelland & Ganguli 2014, Exact solutions to the nonlinear dynamics of "
                "learning in deep linear neural networks",
                "https://arxiv.org/abs/1312.6120",
            ),
        ),
    )
)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to draw weights, and how it is drawn."""

    name: str
    initializer: Any
    ink: Ink
    head: Marker
    dashed: bool = False


WAYS = (
    Way(
        name="normal, 0.01",
        initializer={"name": "normal", "scale": 0.01},
        ink="grey",
        head="circle",
        dashed=True,
    ),
    Way(
        name="normal, 1",
        initializer={"name": "normal", "scale": 1.0},
        ink="vermilion",
        head="diamond",
    ),
    Way(name="Xavier", initializer="xavier", ink="blue", head="square"),
    Way(name="He", initializer="he", ink="green", head="star"),
    Way(name="orthogonal", initializer="orthogonal", ink="purple", head="circle", dashed=True),
)


@lru_cache(1)
def weights() -> Array:
    """The parameters (N, P) of the deepest network, drawn in each way."""
    network = Network((*(WIDTH,) * (MOST + 1), 1))
    return np.array([network.join(initial(network.layers, w.initializer, SEED)) for w in WAYS])


def cut(depth: int, activation: Activation) -> tuple[Network, Array]:
    """The first layers of the deepest network with its output behind them, θ (N, P)."""
    network = Network((*(WIDTH,) * (depth + 1), 1), activation)
    output = WIDTH + 1
    first = weights()[:, : network.size - output]
    return network, np.concatenate([first, weights()[:, -output:]], axis=1)


def size(values: Array) -> Array:
    """The root mean square (N,) over units and examples, however small."""
    largest = np.abs(values).max(axis=(-2, -1), keepdims=True)
    largest = np.where(largest > 0, largest, 1.0)
    found: Array = np.sqrt(np.square(values / largest).mean(axis=(-2, -1))) * largest[..., 0, 0]
    return found


@lru_cache(64)
def sizes(depth: int, activation: Activation) -> tuple[Array, Array]:
    """The sizes of the signals (L + 1, N), inputs first, and of the slopes (L + 1, N), output last.

    A slope is that of an example's own cost in the input z of a unit.
    """
    network, theta = cut(depth, activation)
    random = np.random.RandomState(DATA_SEED)
    x = random.randn(WIDTH, EXAMPLES)
    y = np.arange(float(EXAMPLES))[None] % 2
    signals = [np.full(len(WAYS), size(x)), *map(size, network.forward(theta, x)[:-1])]
    slopes = [EXAMPLES * size(delta) for delta, _ in network.backward(theta, x, y)]
    return np.array(signals), np.array(slopes[::-1])


@LESSON.experiment()
def signals(*, depth: Depth = 30, activation: Activations = "relu", weight: Weight = 1.1) -> Figure:
    """Signals forwards and slopes backwards through a deep network, and through a chain."""
    forwards, backwards = sizes(depth, activation)
    layers = np.arange(depth + 1.0)
    return Figure(
        panels=(
            panel(
                "Signals, on their way forwards",
                "The size of each layer’s values on a log scale, from the inputs to the last.",
                depth,
                [line(way, layers, s) for way, s in zip(WAYS, forwards.T, strict=True)],
            ),
            panel(
                "Slopes, on their way back",
                "The size of the cost’s slopes in each layer on a log scale, from the output back.",
                depth,
                [
                    line(way, layers[::-1] + 1, s[::-1])
                    for way, s in zip(WAYS, backwards.T, strict=True)
                ],
            ),
            panel(
                "A chain of single linear units",
                "Powers of the weight over the number of links, on a log scale.",
                depth,
                chain(depth, weight),
                wide=True,
            ),
        ),
        tables=(
            Table(
                title=f"Sizes in a network of {depth} hidden layers of {WIDTH} units",
                columns=(
                    "weights",
                    "standard deviation of a weight",
                    "signal in the last",
                    "slope in the first",
                ),
                rows=[
                    [way.name, float(size(layer[None, :, :-1])[0]), float(last), float(first)]
                    for way, layer, last, first in zip(
                        WAYS, first_layers(), forwards[-1], backwards[0], strict=True
                    )
                ],
            ),
        ),
        steps=depth,
        unit="layer",
        speed=max(6, depth // SECONDS),
    )


def first_layers() -> Array:
    """The first layer's [W|b] (N, WIDTH, WIDTH + 1) in each way."""
    return Network((WIDTH, WIDTH)).split(weights()[:, : WIDTH * (WIDTH + 1)])[0]


def panel(title: str, about: str, depth: int, lines: list[Line], wide: bool = False) -> Panel:
    """Sizes over layers."""
    layers: tuple[Layer, ...] = tuple(lines)
    return Panel(
        title=title,
        about=about,
        x=Axis(label="links" if wide else "layer", range=(0, depth + 1)),
        y=Axis(label="size", log=True, range=SIZES),
        layers=layers,
        wide=wide,
    )


def line(way: Way, x: Array, y: Array) -> Line:
    """The sizes under one way to draw weights."""
    return Line(name=way.name, x=x, y=y, ink=way.ink, head=way.head, dashed=way.dashed, steps=True)


def chain(depth: int, weight: float) -> list[Line]:
    """What becomes of 1 in a chain of linear units that all have one weight."""
    network = Network((1,) * (depth + 1), "linear", "linear")
    theta = np.array([network.join([np.full((1, 1), w)] * depth) for w in (0.5, 1.5, weight)])
    values = np.array([np.ones(3), *(v[:, 0, 0] for v in network.forward(theta, np.ones((1, 1))))])
    styles: tuple[tuple[str, Ink, Marker, bool], ...] = (
        ("weight 0.5", "grey", "circle", True),
        ("weight 1.5", "vermilion", "diamond", True),
        ("the weight chosen", "ink", "square", False),
    )
    return [
        Line(
            name=name,
            x=np.arange(depth + 1.0),
            y=powers,
            ink=ink,
            head=head,
            dashed=dashed,
            steps=True,
        )
        for powers, (name, ink, head, dashed) in zip(values.T, styles, strict=True)
    ]

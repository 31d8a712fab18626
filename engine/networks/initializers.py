"""Initializers: the weights a network starts from, for instance zeros, normal or He.

A rule is a pure function `rule(random, n_out, n_in, *, knobs…) -> W (n_out, n_in)` of a legacy
RandomState, whose streams never change. One stream, from one seed, serves the layers in turn.
Biases start at zero.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, TypeVar

import numpy as np

from engine.choices import choose, complete
from engine.knobs import Knob, Scale, read
from engine.lanes import Array
from engine.registry import Registry

Random: TypeAlias = np.random.RandomState
Rule: TypeAlias = Callable[..., Array]
RuleT = TypeVar("RuleT", bound=Rule)

Spread = Annotated[
    float, Scale("log", 0.0, 1e6, (1e-3, 100.0)), "Standard deviation of every weight."
]
Reach = Annotated[
    float, Scale("log", 0.0, 1e6, (1e-3, 100.0)), "Weights lie between plus and minus this."
]
Value = Annotated[
    float, Scale("linear", -1e6, 1e6, (-1.0, 1.0)), "What every weight is, the sign included."
]
Gain = Annotated[float, Scale("log", 0.0, 1e6, (0.1, 10.0)), "How much every layer stretches."]


@dataclass(frozen=True)
class Initializer:
    """A rule and what there is to know about it."""

    name: str
    title: str
    help: str
    rule: Rule
    knobs: tuple[Knob, ...]
    latex: str
    cite: str | None
    equivalents: Mapping[str, str]

    def equivalent(self, framework: str, settings: Mapping[str, Any]) -> str:
        """The same distribution in "pytorch" or "keras"."""
        defaults = {knob.name: knob.default for knob in self.knobs}
        return self.equivalents[framework].format_map(defaults | dict(settings))

    def to_dict(self) -> dict[str, Any]:
        """The JSON form for the catalogue; the equivalent calls are those at the defaults."""
        return {
            "name": self.name,
            "title": self.title,
            "help": self.help,
            "parameters": [knob.to_dict() for knob in self.knobs],
            "latex": self.latex,
            "cite": self.cite,
            "equivalents": {name: self.equivalent(name, {}) for name in self.equivalents},
        }


INITIALIZERS: Registry[Initializer] = Registry("initializer")


def check(spec: object, path: str = "initializer") -> dict[str, Any]:
    """The complete form of an initializer in JSON. Raises SpecError naming the field at fault.

    A name alone stands for all defaults.
    """
    return complete(*choose(spec, path, INITIALIZERS), path)


def initial(layers: Sequence[int], spec: object, seed: int) -> list[Array]:
    """Each layer's W (n_out, n_in); `layers` are the sizes, inputs and outputs included."""
    settings = check(spec)
    rule = INITIALIZERS[settings.pop("name")].rule
    random = np.random.RandomState(seed)
    pairs = zip(layers[1:], layers, strict=False)
    return [rule(random, n_out, n_in, **settings) for n_out, n_in in pairs]


def initializer(
    *,
    title: str,
    help: str,  # noqa: A002
    latex: str,
    pytorch: str,
    keras: str,
    cite: str | None = None,
) -> Callable[[RuleT], RuleT]:
    """Register the decorated rule under its own name; its keyword-only arguments become knobs."""

    def register(rule: RuleT) -> RuleT:
        calls = {"pytorch": pytorch, "keras": keras}
        INITIALIZERS.add(
            Initializer(rule.__name__, title, help, rule, read(rule), latex, cite, calls)
        )
        return rule

    return register


def _normal(random: Random, n_out: int, n_in: int, std: float) -> Array:
    drawn: Array = random.randn(n_out, n_in) * std
    return drawn


def _keras(scale: float, mode: str) -> str:
    """Keras's HeNormal and its kin cut the tails off; this spelling does not."""
    given = f'scale={scale}, mode="{mode}", distribution="untruncated_normal"'
    return f"keras.initializers.VarianceScaling({given})"


@initializer(
    title="Zeros",
    help="All units of a layer stay alike for ever: symmetry is never broken.",
    latex="W = 0",
    pytorch="torch.nn.init.zeros_(weight)",
    keras="keras.initializers.Zeros()",
)
def zeros(random: Random, n_out: int, n_in: int) -> Array:
    """Nothing at all, and nothing is drawn."""
    return np.zeros((n_out, n_in))


@initializer(
    title="Constant",
    help="Not zero, and yet all units of a layer stay alike: symmetry is never broken either.",
    latex="W_{ij} = c",
    pytorch="torch.nn.init.constant_(weight, {value})",
    keras="keras.initializers.Constant({value})",
)
def constant(random: Random, n_out: int, n_in: int, *, value: Value = 0.5) -> Array:
    """The same weight everywhere, and nothing is drawn."""
    return np.full((n_out, n_in), value)


@initializer(
    title="Normal",
    help="The same spread in every layer: too small and signals fade, too large and they explode.",
    latex=r"W \sim \mathcal{N}(0, s^2)",
    pytorch="torch.nn.init.normal_(weight, std={scale})",
    keras="keras.initializers.RandomNormal(stddev={scale})",
)
def normal(random: Random, n_out: int, n_in: int, *, scale: Spread = 0.01) -> Array:
    """Standard normal times `scale`."""
    return _normal(random, n_out, n_in, scale)


@initializer(
    title="Uniform",
    help="The same interval in every layer.",
    latex=r"W \sim \mathcal{U}(-s, s)",
    pytorch="torch.nn.init.uniform_(weight, -{scale}, {scale})",
    keras="keras.initializers.RandomUniform(-{scale}, {scale})",
)
def uniform(random: Random, n_out: int, n_in: int, *, scale: Reach = 0.05) -> Array:
    """Uniform between −`scale` and `scale`."""
    return random.uniform(-scale, scale, (n_out, n_in))


@initializer(
    title="He",
    help="Keeps the size of signals through ReLU layers, which lose half of it otherwise.",
    latex=r"W \sim \mathcal{N}(0, 2 / n_{\text{in}})",
    pytorch="torch.nn.init.kaiming_normal_(weight)",
    keras=_keras(2.0, "fan_in"),
    cite="He, Zhang, Ren & Sun 2015, arXiv:1502.01852, equation 10",
)
def he(random: Random, n_out: int, n_in: int) -> Array:
    """Standard normal times √(2/n_in)."""
    return _normal(random, n_out, n_in, np.sqrt(2 / n_in))


@initializer(
    title="Xavier",
    help="Keeps the size of signals forwards and of slopes backwards; suits tanh.",
    latex=r"W \sim \mathcal{N}(0, 2 / (n_{\text{in}} + n_{\text{out}}))",
    pytorch="torch.nn.init.xavier_normal_(weight)",
    keras=_keras(1.0, "fan_avg"),
    cite="Glorot & Bengio 2010, AISTATS, 249–256, equation 12",
)
def xavier(random: Random, n_out: int, n_in: int) -> Array:
    """Standard normal times √(2/(n_in + n_out)).

    This is PyTorch's xavier_normal_. Courses also give the name to √(1/n_in): here that is lecun.
    """
    return _normal(random, n_out, n_in, np.sqrt(2 / (n_in + n_out)))


@initializer(
    title="LeCun",
    help="Keeps the size of signals through layers that are linear near zero, such as tanh.",
    latex=r"W \sim \mathcal{N}(0, 1 / n_{\text{in}})",
    pytorch='torch.nn.init.kaiming_normal_(weight, nonlinearity="linear")',
    keras=_keras(1.0, "fan_in"),
    cite="LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, equation 16",
)
def lecun(random: Random, n_out: int, n_in: int) -> Array:
    """Standard normal times √(1/n_in)."""
    return _normal(random, n_out, n_in, np.sqrt(1 / n_in))


@initializer(
    title="Orthogonal",
    help="A rotation times a gain: it stretches every direction alike, however deep the network.",
    latex=r"W = g\,Q, \quad Q^\top Q = I \text{ or } Q Q^\top = I",
    pytorch="torch.nn.init.orthogonal_(weight, gain={scale})",
    keras="keras.initializers.Orthogonal(gain={scale})",
    cite="Saxe, McClelland & Ganguli 2014, arXiv:1312.6120",
)
def orthogonal(random: Random, n_out: int, n_in: int, *, scale: Gain = 1.0) -> Array:
    """Q of a normal matrix, rows or columns orthonormal, signs such that R's diagonal is positive.

    So Q is uniform over all rotations, as in PyTorch: Mezzadri 2007, arXiv:math-ph/0609050.
    """
    drawn = random.randn(n_out, n_in)
    q, r = np.linalg.qr(drawn if n_out >= n_in else drawn.T)
    q = q * np.sign(np.diagonal(r))
    return np.ascontiguousarray(scale * (q if n_out >= n_in else q.T))

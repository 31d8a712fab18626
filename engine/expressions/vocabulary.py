"""The words of the expression language: names of functions as people write them, for instance tg.

A declared parameter comes before every word but RESERVED; x and y are the axes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from engine.expressions.functions import FUNCTIONS
from engine.expressions.graph import Graph, Node

Builder: TypeAlias = Callable[..., Node]
CONSTANTS = {"pi": math.pi, "e": math.e}
# Further constants, which a parameter may hide.
MORE_CONSTANTS = {"tau": math.tau}


@dataclass(frozen=True, slots=True)
class Form:
    """How a function is made of a graph's nodes, and how many arguments it takes."""

    build: Builder
    least: int = 1
    most: int = 1


def _calls(name: str) -> Builder:
    return lambda graph, *nodes: graph.call(name, *nodes)


def _one_over(name: str, over: str | None = None) -> Builder:
    """1/name(u), or over(u)/name(u)."""

    def build(graph: Graph, u: Node) -> Node:
        above = [(graph.call(over, u), 1)] if over else []
        return graph.product([*above, (graph.call(name, u), -1)])

    return build


def _folded(name: str) -> Builder:
    def build(graph: Graph, *nodes: Node) -> Node:
        total = nodes[0]
        for node in nodes[1:]:
            total = graph.call(name, total, node)
        return total

    return build


def _hypot(graph: Graph, *nodes: Node) -> Node:
    return graph.call("sqrt", graph.sum([(graph.product([(node, 2)]), 1.0) for node in nodes]))


def _clip(graph: Graph, u: Node, low: Node, high: Node) -> Node:
    return graph.call("min", graph.call("max", u, low), high)


def _ceil(graph: Graph, u: Node) -> Node:
    return graph.scale(graph.call("floor", graph.scale(u, -1.0)), -1.0)


def _swish(graph: Graph, u: Node) -> Node:
    return graph.product([(u, 1), (graph.call("sigmoid", u), 1)])


def _elu(graph: Graph, u: Node) -> Node:
    above = graph.call("less", graph.constant(0.0), u)
    return graph.call("where", above, u, graph.call("expm1", u))


_OLD = (
    "sin cos tan asin acos atan sinh cosh tanh exp log sqrt abs sign floor sigmoid softplus relu"
).split()
# Names that no parameter may have.
FIXED = frozenset(("x", "y", *CONSTANTS))
RESERVED = FIXED.union(_OLD)

_INNER = {"step", "tie", "rsqrt", "rcbrt2", "less", "at most", "where", "given", "min", "max"}
FORMS: dict[str, Form] = {
    **{name: Form(_calls(name)) for name in FUNCTIONS if name not in _INNER},
    "mod": Form(_calls("mod"), 2, 2),
    "atan2": Form(_calls("atan2"), 2, 2),
    "min": Form(_folded("min"), 2, 16),
    "max": Form(_folded("max"), 2, 16),
    "hypot": Form(_hypot, 2, 16),
    "clip": Form(_clip, 3, 3),
    "cot": Form(_one_over("sin", "cos")),
    "sec": Form(_one_over("cos")),
    "csc": Form(_one_over("sin")),
    "coth": Form(_one_over("tanh")),
    "sech": Form(_one_over("cosh")),
    "csch": Form(_one_over("sinh")),
    "ceil": Form(_ceil),
    "square": Form(lambda graph, u: graph.product([(u, 2)])),
    "swish": Form(_swish),
    "elu": Form(_elu),
}
# What the grammar or the walker reads by itself, with the number of arguments.
SPECIAL = {"pow": (2, 2), "root": (2, 2), "where": (3, 3), "piecewise": (1, 64)}
FUNCTION_NAMES = (*FORMS, *SPECIAL)

ALIASES = {
    **dict.fromkeys(("ln", "loge"), "log"),
    **dict.fromkeys(("lg", "log_10"), "log10"),
    **dict.fromkeys(("lb", "ld", "log_2"), "log2"),
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "tan2")},
    **{f"ar{name}": f"a{name}" for name in ("sinh", "cosh", "tanh")},
    **dict.fromkeys(("arctg", "atg"), "atan"),
    **dict.fromkeys(("arsh", "arcsh"), "asinh"),
    **dict.fromkeys(("arch", "arcch"), "acosh"),
    **dict.fromkeys(("arth", "arcth"), "atanh"),
    "tg": "tan",
    **dict.fromkeys(("ctg", "cotg", "cotan"), "cot"),
    "cosec": "csc",
    "sh": "sinh",
    "ch": "cosh",
    **dict.fromkeys(("th", "tgh"), "tanh"),
    **dict.fromkeys(("cth", "ctgh"), "coth"),
    "cosech": "csch",
    **dict.fromkeys(("sgn", "signum"), "sign"),
    "fabs": "abs",
    "ceiling": "ceil",
    **dict.fromkeys(("fmin", "minimum"), "min"),
    **dict.fromkeys(("fmax", "maximum"), "max"),
    **dict.fromkeys(("norm",), "hypot"),
    **dict.fromkeys(("clamp",), "clip"),
    **dict.fromkeys(("logistic", "expit"), "sigmoid"),
    "silu": "swish",
    **dict.fromkeys(("power",), "pow"),
    **dict.fromkeys(("if", "iif", "ifelse"), "where"),
    **dict.fromkeys(("rint",), "round"),
}
# Every name of a function → the function.
FUNCTION_CALLED = {**{name: name for name in FUNCTION_NAMES}, **ALIASES}

# What people mean by other words; only what means the same.
REMEDIES = {
    **dict.fromkeys(("sqr", "sq"), "write `x^2` for a square and `sqrt(x)` for a root"),
    **dict.fromkeys(("asec", "arcsec"), "write `acos(1/x)`"),
    **dict.fromkeys(("acsc", "arccsc", "acosec", "arccosec"), "write `asin(1/x)`"),
    **dict.fromkeys(
        ("acot", "arccot", "actg", "arcctg"),
        "two conventions exist; write `atan(1/x)` or `pi/2 - atan(x)`",
    ),
    **dict.fromkeys(("acoth", "arcoth", "arccoth"), "write `atanh(1/x)`"),
    **dict.fromkeys(("asech", "arsech", "arcsech"), "write `acosh(1/x)`"),
    **dict.fromkeys(("acsch", "arcsch", "arccsch"), "write `asinh(1/x)`"),
    "sinc": "two conventions exist; write `sin(x)/x` or `sin(pi*x)/(pi*x)`",
    "step": "write `heaviside(x)`, which is 1/2 at 0, or `where(x >= 0, 1, 0)`",
    "sine": "write `sin`",
    "cosine": "write `cos`",
    "tangent": "write `tan`",
    **dict.fromkeys(("inf", "infinity", "infty"), "the language has finite numbers only"),
    "abs2": "write `x^2`",
    "nan": "the language has finite numbers only",
    **dict.fromkeys(("i", "j"), "numbers are real; or declare it as a parameter"),
    **dict.fromkeys(
        ("erf", "erfc", "gelu", "gamma", "factorial", "zeta"),
        "this function is not in the language",
    ),
}

"""Formulas: a surface's cost as Python for PyTorch or JAX, for instance (1 - x) ** 2.

A part that occurs more than once gets a line of its own, so that the text stays as short as the
formula's graph.
"""

import re
from collections import Counter
from typing import Literal, TypeAlias

from engine.expressions import Expression
from engine.expressions.graph import (
    Call,
    Constant,
    Node,
    Power,
    Product,
    Sum,
    Symbol,
    in_order,
    parts_of,
)

Library: TypeAlias = Literal["torch", "jnp"]

# How a library calls what NumPy's namesake or the expression language's own function computes.
TORCH = {
    "cbrt": "torch.sign({0}) * torch.abs({0}) ** (1 / 3)",
    "softplus": "torch.logaddexp({0}, torch.zeros_like({0}))",
    # The other argument may be a number, which these refuse.
    "min": "torch.minimum(torch.as_tensor({0}), torch.as_tensor({1}))",
    "max": "torch.maximum(torch.as_tensor({0}), torch.as_tensor({1}))",
    "mod": "torch.remainder(torch.as_tensor({0}), torch.as_tensor({1}))",
    "atan2": "torch.atan2(torch.as_tensor({0}), torch.as_tensor({1}))",
}
JNP = {
    "asin": "jnp.arcsin({0})",
    "acos": "jnp.arccos({0})",
    "atan": "jnp.arctan({0})",
    "asinh": "jnp.arcsinh({0})",
    "acosh": "jnp.arccosh({0})",
    "atanh": "jnp.arctanh({0})",
    "cbrt": "jnp.cbrt({0})",
    "relu": "jax.nn.relu({0})",
    "sigmoid": "jax.nn.sigmoid({0})",
    "softplus": "jnp.logaddexp({0}, 0.0)",
    "min": "jnp.minimum({0}, {1})",
    "max": "jnp.maximum({0}, {1})",
    "mod": "jnp.mod({0}, {1})",
    "atan2": "jnp.arctan2({0}, {1})",
}
COMPARED = {
    "heaviside": "(({0} > 0) * 0.5 + ({0} >= 0) * 0.5)",
    "less": "(({0}) < ({1})) * 1.0",
    "at most": "(({0}) <= ({1})) * 1.0",
}
ALIKE = (
    "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 expm1 log log2 log10 "
    "log1p sqrt abs sign floor round sigmoid relu"
).split()
# `where` and `given` are left out: in both libraries the slope of the side that is not taken is
# multiplied by 0, and where that side is undefined this makes the whole slope undefined.
TEMPLATES: dict[Library, dict[str, str]] = {
    "torch": {**{name: f"torch.{name}({{0}})" for name in ALIKE}, **COMPARED, **TORCH},
    "jnp": {**{name: f"jnp.{name}({{0}})" for name in ALIKE}, **COMPARED, **JNP},
}
ATOM = re.compile(r"[\w.]+(\([^()]*\))?")


def cost(formula: Expression, library: Library) -> str | None:
    """The function `cost(x, y)`, None where the framework lacks a function."""
    order = in_order(formula.root)
    uses = Counter(part for node in order for part in parts_of(node))
    texts: dict[Node, str] = {}
    lines: list[str] = []
    for node in order:
        text = written(node, texts, library)
        if text is None:
            return None
        if uses[node] > 1 and not isinstance(node, Constant | Symbol):
            name = f"t{len(lines) + 1}"
            lines.append(f"    {name} = {text}\n")
            text = name
        texts[node] = text
    value = texts[formula.root]
    if not any(isinstance(node, Symbol) for node in order):
        value += " + 0 * (x + y)"
    return f"def cost(x, y):\n{''.join(lines)}    return {value}\n"


def written(node: Node, texts: dict[Node, str], library: Library) -> str | None:
    """One node over the texts of its parts, None for a function that is missing."""
    match node:
        case Constant(value=value):
            return number(value)
        case Symbol(name=name):
            return name
        case Sum(constant=constant, terms=terms):
            summands = [scaled(texts[term], coefficient) for term, coefficient in terms]
            if constant:
                summands.insert(0, number(constant))
            return " + ".join(summands).replace("+ -", "- ")
        case Product(factors=factors):
            above = [power(texts[base], n) for base, n in factors if n > 0] or ["1"]
            below = [power(texts[base], -n) for base, n in factors if n < 0]
            return " / ".join([" * ".join(above), *below])
        case Power(base=base, exponent=exponent):
            return f"({texts[base]}) ** ({texts[exponent]})"
        case Call(function=function, arguments=arguments):
            template = TEMPLATES[library].get(function)
            return template and template.format(*(texts[part] for part in arguments))
    raise TypeError(f"{type(node).__name__} is no part of a formula")


def number(value: float) -> str:
    """A number as short as it can be."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def atom(text: str) -> str:
    """A text that binds tighter than any operator."""
    return text if ATOM.fullmatch(text) else f"({text})"


def scaled(text: str, coefficient: float) -> str:
    """A summand."""
    if abs(coefficient) == 1:
        return f"-{atom(text)}" if coefficient < 0 else text
    return f"{number(coefficient)} * {atom(text)}"


def power(text: str, exponent: int) -> str:
    """A factor."""
    return atom(text) if exponent == 1 else f"{atom(text)} ** {exponent}"

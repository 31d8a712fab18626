r"""LaTeX of expression graphs: fractions, powers and roots, with brackets only where needed.

It uses \frac, \sqrt, \cdot, \,, \left and \right, the names of functions, Greek letters,
\operatorname, \mathrm, \lfloor, \rfloor, \le, \wedge, ^{…}, _{…} and the environments pmatrix
and cases, nothing else, so a small renderer can show it.
"""

import math
from fractions import Fraction

from engine.expressions.functions import FUNCTIONS
from engine.expressions.graph import Call, Constant, Node, Power, Product, Sum, Symbol, in_order

MAX_GRADIENT = 1_500
_MAX_DENOMINATOR = 10_000

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
Printed = tuple[str, int]

_NAMED = tuple(function.latex for function in FUNCTIONS.values() if function.latex.startswith("\\"))
_GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega".split()
)


def latex(root: Node, limit: int = 20_000) -> str:
    """The formula. Raises OverflowError when it is longer than `limit` characters."""
    printed: dict[Node, Printed] = {}
    for node in in_order(root):
        printed[node] = _printed(node, printed)
        if len(printed[node][0]) > limit:
            raise OverflowError(f"the formula has more than {limit} characters")
    return printed[root][0]


def column_vector(rows: list[str]) -> str:
    """The rows as a vector. Raises OverflowError beyond MAX_GRADIENT characters."""
    text = r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
    if len(text) > MAX_GRADIENT:
        raise OverflowError("the gradient is too long to read")
    return text


def _printed(node: Node, known: dict[Node, Printed]) -> Printed:
    match node:
        case Constant(value=value):
            sign, top, bottom = _number(value)
            text = rf"{sign}\frac{{{top}}}{{{bottom}}}" if bottom else sign + top
            return text, _SUM if sign else _PRODUCT if r"\cdot" in top else _ATOM
        case Symbol(name=name):
            return _name(name), _ATOM
        case Sum():
            return _sum(node, known)
        case Product():
            return _term(node, 1.0, known), _PRODUCT
        case Power(base=base, exponent=exponent):
            return _raised(base, known[exponent][0], known), _POWER
        case Call(function=function, arguments=arguments):
            return _call(function, [known[argument][0] for argument in arguments])
    raise TypeError(f"no LaTeX for {node!r}")


def _sum(node: Sum, known: dict[Node, Printed]) -> Printed:
    pieces = [_term(term, coefficient, known) for term, coefficient in node.terms]
    if node.constant != 0:
        sign, top, bottom = _number(node.constant)
        constant = rf"{sign}\frac{{{top}}}{{{bottom}}}" if bottom else sign + top
        first = node.constant > 0 and pieces[0].startswith("-")
        pieces = [constant, *pieces] if first else [*pieces, constant]
    if len(pieces) == 1:
        return pieces[0], _SUM if pieces[0].startswith("-") else _PRODUCT
    joined = pieces[0]
    for piece in pieces[1:]:
        joined += f" - {piece[1:]}" if piece.startswith("-") else f" + {piece}"
    return joined, _SUM


def _term(node: Node, coefficient: float, known: dict[Node, Printed]) -> str:
    """The coefficient times the node, as one fraction where anything is divided."""
    sign, top, bottom = _number(coefficient)
    factors = node.factors if isinstance(node, Product) else ((node, 1),)
    factors = tuple(sorted(factors, key=lambda factor: _rank(factor[0])))
    above = [_factor(base, n, known) for base, n in factors if _upward(base, n)]
    below = [_factor(base, n, known) for base, n in factors if not _upward(base, n)]
    if top != "1" or not above:
        above.insert(0, (top, _ATOM))
    if bottom:
        below.insert(0, (bottom, _ATOM))
    if not below:
        return sign + _joined(above)
    return rf"{sign}\frac{{{_alone(above)}}}{{{_alone(below)}}}"


def _upward(base: Node, n: int) -> bool:
    return (n > 0) != (isinstance(base, Call) and base.function == "rsqrt")


def _factor(base: Node, n: int, known: dict[Node, Printed]) -> Printed:
    if isinstance(base, Call) and base.function == "rsqrt":
        root = rf"\sqrt{{{known[base.argument][0]}}}"
        return (root, _ATOM) if abs(n) == 1 else (f"{root}^{{{abs(n)}}}", _POWER)
    return known[base] if abs(n) == 1 else (_raised(base, str(abs(n)), known), _POWER)


def _alone(factors: list[Printed]) -> str:
    return factors[0][0] if len(factors) == 1 else _joined(factors)


def _joined(factors: list[Printed]) -> str:
    text = ""
    for piece, level in factors:
        factor = _bracketed(piece) if level == _SUM else piece
        named = factor.startswith(_NAMED)
        between = r" \cdot " if factor[0].isdigit() else r" \, " if named else " "
        text += between * bool(text) + factor
    return text


def _raised(base: Node, exponent: str, known: dict[Node, Printed]) -> str:
    text, level = known[base]
    if isinstance(base, Call) and text.startswith(f"{FUNCTIONS[base.function].latex}("):
        name = FUNCTIONS[base.function].latex
        return f"{name}^{{{exponent}}}{text[len(name) :]}"
    return f"{text if level == _ATOM else _bracketed(text)}^{{{exponent}}}"


_TEMPLATES = {
    "exp": (r"e^{%s}", _POWER),
    "sqrt": (r"\sqrt{%s}", _ATOM),
    "cbrt": (r"\sqrt[3]{%s}", _ATOM),
    "rsqrt": (r"\frac{1}{\sqrt{%s}}", _PRODUCT),
    "rcbrt2": (r"\frac{1}{\sqrt[3]{%s}^{2}}", _PRODUCT),
    "abs": (r"\left|%s\right|", _ATOM),
    "floor": (r"\left\lfloor %s \right\rfloor", _ATOM),
    "less": ("%s < %s", _SUM),
    "at most": (r"%s \le %s", _SUM),
}


def _call(function: str, arguments: list[str]) -> Printed:
    if function in _TEMPLATES:
        template, level = _TEMPLATES[function]
        return template % tuple(arguments), level
    match function, arguments:
        case "where", [condition, there, otherwise]:
            return _cases((there, condition), (otherwise, "")), _ATOM
        case "given", [condition, there]:
            return _cases((there, condition)), _ATOM
        case "tie", [difference, above, below]:
            return _cases((above, f"{difference} > 0"), (below, f"{difference} < 0")), _ATOM
    return FUNCTIONS[function].latex + _bracketed(", ".join(arguments)), _POWER


def _cases(*rows: tuple[str, str]) -> str:
    lines = r" \\ ".join(f"{text} & {condition}".rstrip(" &") for text, condition in rows)
    return rf"\begin{{cases}} {lines} \end{{cases}}"


def _bracketed(text: str) -> str:
    tall = r"\frac" in text or r"\sqrt" in text
    return rf"\left({text}\right)" if tall else f"({text})"


def _rank(base: Node) -> int:
    """Constants of the formula come first in a product, then x and y, then sums, then functions."""
    if isinstance(base, Symbol):
        return 1 if base.name in "xy" else 0
    return 2 if isinstance(base, Sum) else 3


def _name(name: str) -> str:
    stem = name.rstrip("0123456789")
    stem, _, below = f"{stem}_{name[len(stem) :]}".partition("_")
    letters = rf"\{stem}" if stem in _GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
    below = below.strip("_").replace("_", ",")
    return f"{letters}_{{{below}}}" if below else letters


def _number(value: float) -> tuple[str, str, str]:
    """Sign, numerator and denominator ("" for 1); decimals stay decimals where they are short."""
    sign = "-" if value < 0 else ""
    value = abs(value)
    text = repr(value).removesuffix(".0")
    if len(text) > 5 or value in (0.5, 0.25, 0.75):
        fraction = Fraction(value).limit_denominator(_MAX_DENOMINATOR)
        if (
            fraction.denominator > 1
            and fraction.numerator < 1_000
            and math.isclose(fraction, value, rel_tol=4e-16)
        ):
            return sign, str(fraction.numerator), str(fraction.denominator)
    mantissa, _, exponent = text.partition("e")
    if exponent:
        text = rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return sign, text, ""

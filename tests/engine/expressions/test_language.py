"""The language: each notation that is accepted, with its meaning in Python's own arithmetic."""

import math
from collections.abc import Callable

import pytest

from engine.expressions import Expression, ExpressionError

Plain = Callable[[float, float], float]
POINTS = ((0.7, 1.3), (0.35, 0.6), (-0.4, 0.9), (0.55, -0.25), (-0.8, -0.6))


def bowl(x: float, y: float) -> float:
    return x**2 + y**2


def piece(x: float, y: float) -> float:
    return x**2 if x < 0 else x


def right(plain: Plain) -> Plain:
    """The same for x ≥ 0, undefined elsewhere."""
    return lambda x, y: plain(x, y) if x >= 0 else math.nan


ACCEPTED: dict[str, list[tuple[str, Plain]]] = {
    "products without a sign": [
        ("2x", lambda x, y: 2 * x),
        ("3xy", lambda x, y: 3 * x * y),
        ("2(x+y)", lambda x, y: 2 * (x + y)),
        ("x y", lambda x, y: x * y),
        ("xy", lambda x, y: x * y),
        ("yx^2", lambda x, y: y * x**2),
        ("(x+1)(y-1)", lambda x, y: (x + 1) * (y - 1)),
        ("x(y+1)", lambda x, y: x * (y + 1)),
        ("kx^2 + 2ky", lambda x, y: 1.25 * x**2 + 2 * 1.25 * y),
        ("2pi x", lambda x, y: 2 * math.pi * x),
        ("2pix", lambda x, y: 2 * math.pi * x),
        ("x^2 y", lambda x, y: x**2 * y),
        ("2x^2", lambda x, y: 2 * x**2),
        ("-2x", lambda x, y: -2 * x),
        ("2x/3", lambda x, y: 2 * x / 3),
        ("x sin(y)", lambda x, y: x * math.sin(y)),
        ("xsin(y)", lambda x, y: x * math.sin(y)),
        ("sin(x)cos(y)", lambda x, y: math.sin(x) * math.cos(y)),
        ("2e^x", lambda x, y: 2 * math.exp(x)),
        ("2e-3x", lambda x, y: 2e-3 * x),
        ("2e-x", lambda x, y: 2 * math.e - x),
        ("xsinx", lambda x, y: x * math.sin(x)),
        ("2xe^y", lambda x, y: 2 * x * math.exp(y)),
        ("x^(1 + 1)y", lambda x, y: x * x * y),
        ("[x + 1]^2 {y}", lambda x, y: (x + 1) ** 2 * y),
    ],
    "powers": [
        ("x²", lambda x, y: x**2),
        ("x³y²", lambda x, y: x**3 * y**2),
        ("x⁻¹", lambda x, y: 1 / x),
        ("x^{2}y", lambda x, y: x**2 * y),
        ("x**2", lambda x, y: x**2),
        ("-x²", lambda x, y: -(x**2)),
        ("2^-x", lambda x, y: 2**-x),
        ("2^x^2", lambda x, y: 2 ** (x**2)),
        ("2^x²", lambda x, y: 2 ** (x**2)),
        ("(x + y)²", lambda x, y: (x + y) ** 2),
        ("x¹²", lambda x, y: x**12),
        ("pow(x, 3)", lambda x, y: x**3),
        ("square(x+y)", lambda x, y: (x + y) ** 2),
        ("e^(x y)", lambda x, y: math.exp(x * y)),
    ],
    "signs": [
        ("x − y", lambda x, y: x - y),
        ("x – y", lambda x, y: x - y),
        ("x·y", lambda x, y: x * y),
        ("x⋅y", lambda x, y: x * y),
        ("x×y", lambda x, y: x * y),
        ("x∗y", lambda x, y: x * y),
        ("x÷y", lambda x, y: x / y),
        ("x∕y", lambda x, y: x / y),
        ("x\u00a0+\u2009y", lambda x, y: x + y),
    ],
    "constants": [
        ("πx", lambda x, y: math.pi * x),
        ("2πx", lambda x, y: 2 * math.pi * x),
        ("tau*x", lambda x, y: math.tau * x),
        ("τx", lambda x, y: math.tau * x),
        ("e*x", lambda x, y: math.e * x),
        ("PI*x", lambda x, y: math.pi * x),
        ("½x²", lambda x, y: x**2 / 2),
        ("⅓x + ¾", lambda x, y: x / 3 + 0.75),
    ],
    "decimals": [
        ("0,5*x^2", lambda x, y: 0.5 * x**2),
        ("1,25x + 0,125", lambda x, y: 1.25 * x + 0.125),
        (".5x + 5.", lambda x, y: 0.5 * x + 5),
        ("max(0,5; x)", lambda x, y: max(0.5, x)),
        ("max(0.5x, 1)", lambda x, y: max(0.5 * x, 1)),
        ("1{,}5x", lambda x, y: 1.5 * x),
    ],
    "roots": [
        ("√(x²+1)", lambda x, y: math.sqrt(x * x + 1)),
        ("√2·x", lambda x, y: math.sqrt(2) * x),
        ("√(y²)x", lambda x, y: abs(y) * x),
        ("√x", right(lambda x, y: math.sqrt(x))),
        ("√2√(x²)", lambda x, y: math.sqrt(2) * abs(x)),
        ("1/√(x²+1)", lambda x, y: 1 / math.sqrt(x * x + 1)),
        ("∛x", lambda x, y: math.copysign(abs(x) ** (1 / 3), x)),
        ("cbrt(x)", lambda x, y: math.copysign(abs(x) ** (1 / 3), x)),
        ("root(x, 5)", lambda x, y: math.copysign(abs(x) ** 0.2, x)),
        ("root(x^2, 4)", lambda x, y: abs(x) ** 0.5),
        ("∜(x²)", lambda x, y: abs(x) ** 0.5),
    ],
    "bars": [
        ("|x|", lambda x, y: abs(x)),
        ("|x| + |y|", lambda x, y: abs(x) + abs(y)),
        ("|x||y|", lambda x, y: abs(x) * abs(y)),
        ("2|x - y|", lambda x, y: 2 * abs(x - y)),
        ("||x| - 1|", lambda x, y: abs(abs(x) - 1)),
        ("|x - |y||", lambda x, y: abs(x - abs(y))),
        ("|x|-|y|-|x y|", lambda x, y: abs(x) - abs(y) - abs(x * y)),
        ("|x|^3", lambda x, y: abs(x) ** 3),
        ("ln|x|", lambda x, y: math.log(abs(x))),
        ("|(|x| - 2)y|", lambda x, y: abs((abs(x) - 2) * y)),
        ("⌊x⌋ + ⌈y⌉", lambda x, y: math.floor(x) + math.ceil(y)),
    ],
    "logarithms and exponentials": [
        ("log(1 + x^2)", lambda x, y: math.log(1 + x * x)),
        ("ln(1 + x^2)", lambda x, y: math.log(1 + x * x)),
        ("log10(1 + x^2)", lambda x, y: math.log10(1 + x * x)),
        ("lg(1 + x^2)", lambda x, y: math.log10(1 + x * x)),
        ("log2(1 + x^2)", lambda x, y: math.log2(1 + x * x)),
        ("log_2(1 + x^2)", lambda x, y: math.log2(1 + x * x)),
        ("log1p(x)", lambda x, y: math.log1p(x)),
        ("exp2(x)", lambda x, y: 2**x),
        ("expm1(x)", lambda x, y: math.expm1(x)),
        ("EXP(x)", lambda x, y: math.exp(x)),
    ],
    "trigonometric functions": [
        ("tg(x) + tan(y)", lambda x, y: math.tan(x) + math.tan(y)),
        ("ctg(x) + cot(y)", lambda x, y: 1 / math.tan(x) + 1 / math.tan(y)),
        ("sec(x)", lambda x, y: 1 / math.cos(x)),
        ("csc(x) + cosec(y)", lambda x, y: 1 / math.sin(x) + 1 / math.sin(y)),
        ("arcsin(x) + asin(x)", lambda x, y: 2 * math.asin(x)),
        ("arccos(x)", lambda x, y: math.acos(x)),
        ("arctan(x) + arctg(y)", lambda x, y: math.atan(x) + math.atan(y)),
        ("atan2(y, x)", lambda x, y: math.atan2(y, x)),
        ("sin^2(x)", lambda x, y: math.sin(x) ** 2),
        ("sin²(x) + cos² y", lambda x, y: math.sin(x) ** 2 + math.cos(y) ** 2),
        ("sin x", lambda x, y: math.sin(x)),
        ("sinx^2", lambda x, y: math.sin(x * x)),
        ("sinx", lambda x, y: math.sin(x)),
        ("sin x cos y", lambda x, y: math.sin(x) * math.cos(y)),
        ("sin 2x", lambda x, y: math.sin(2 * x)),
        ("sin 2πx", lambda x, y: math.sin(2 * math.pi * x)),
        ("sin x^2", lambda x, y: math.sin(x * x)),
        ("sin -x", lambda x, y: -math.sin(x)),
        ("x sin y + 1", lambda x, y: x * math.sin(y) + 1),
    ],
    "hyperbolic functions": [
        ("sh(x) + ch(y) + th(x)", lambda x, y: math.sinh(x) + math.cosh(y) + math.tanh(x)),
        ("coth(x)", lambda x, y: 1 / math.tanh(x)),
        ("sech(x) + csch(y)", lambda x, y: 1 / math.cosh(x) + 1 / math.sinh(y)),
        ("asinh(x) + arsinh(x) + arcsinh(x)", lambda x, y: 3 * math.asinh(x)),
        ("acosh(2 + x) + arcosh(2 + x)", lambda x, y: 2 * math.acosh(2 + x)),
        ("atanh(x) + artanh(x)", lambda x, y: 2 * math.atanh(x)),
    ],
    "functions of several numbers": [
        ("min(x, y)", min),
        ("max(x, y, 0.5)", lambda x, y: max(x, y, 0.5)),
        ("hypot(x, y)", math.hypot),
        ("mod(x, 0.3)", lambda x, y: x % 0.3),
        ("clip(x, -0.5, 0.5)", lambda x, y: min(max(x, -0.5), 0.5)),
        ("clamp(x, y, 2)", lambda x, y: min(max(x, y), 2)),
    ],
    "steps and activations": [
        ("heaviside(x)", lambda x, y: float(x > 0)),
        ("sgn(x)", lambda x, y: math.copysign(1, x)),
        ("ceil(x) + round(y)", lambda x, y: math.ceil(x) + round(y)),
        ("relu(x)", lambda x, y: max(x, 0.0)),
        ("elu(x)", lambda x, y: x if x > 0 else math.expm1(x)),
        ("swish(x) + silu(x)", lambda x, y: 2 * x / (1 + math.exp(-x))),
        ("softplus(x)", lambda x, y: math.log1p(math.exp(x))),
        ("logistic(x)", lambda x, y: 1 / (1 + math.exp(-x))),
    ],
    "conditions": [
        ("where(x > 0, x^2, y)", lambda x, y: x * x if x > 0 else y),
        ("if(x >= y, x, 2*y)", lambda x, y: x if x >= y else 2 * y),
        ("where(0 < x < 0.6, 1, 2)", lambda x, y: 1 if 0 < x < 0.6 else 2),
        ("where(x > 0 and y > 0, x, y)", lambda x, y: x if x > 0 and y > 0 else y),
        ("where(x > 0 or not y > 0, x, y)", lambda x, y: x if x > 0 or not y > 0 else y),
        ("where((x > 0) and (y ≤ 1), x, y)", lambda x, y: x if x > 0 and y <= 1 else y),
        ("piecewise(x < 0: x^2, x >= 0: x)", piece),
        ("piecewise(x < 0: x^2, x)", piece),
        ("piecewise(x < 0, x^2, x)", piece),
        ("piecewise(x < 0: x^2, else: x)", piece),
        ("piecewise(x >= 0: x)", right(lambda x, y: x)),
        ("{x < 0: x², x}", piece),
        (r"\begin{cases} x^2 & x < 0 \\ x & x \ge 0 \end{cases}", piece),
        (r"\begin{cases} x^2 & \text{if } x < 0 \\ x & \text{otherwise} \end{cases}", piece),
        ("(x > 0)*y", lambda x, y: (x > 0) * y),
        ("where(x > 0, log(x), x)", lambda x, y: math.log(x) if x > 0 else x),
    ],
    "code": [
        ("np.sin(x)**2 + np.maximum(x, 0)", lambda x, y: math.sin(x) ** 2 + max(x, 0)),
        ("math.pi*x + math.log(2 + x)", lambda x, y: math.pi * x + math.log(2 + x)),
        ("np.where(x > 0, x, np.exp(y))", lambda x, y: x if x > 0 else math.exp(y)),
    ],
    "a name in front": [
        ("f(x,y) = x² + y²", bowl),
        ("f(x1,x2)=x1^2+x2^2", bowl),
        ("z = x^2 + y^2", bowl),
        ("f(u, v) = u² + v²", bowl),
        ("J(w, b) = w^2 + b^2", bowl),
        ("L(θ₀, θ₁) := θ₀² + θ₁²", bowl),
        ("f(x) = x^2", lambda x, y: x * x),
        ("f(x0) = x0^2", lambda x, y: x * x),
    ],
    "the two axes by other names": [
        ("x1^2 + x2^2", bowl),
        ("x_1^2 + 3x_2", lambda x, y: x * x + 3 * y),
        ("x₁² + 3x₂²", lambda x, y: x * x + 3 * y * y),
        ("w1^2 + 2*w2", lambda x, y: x * x + 2 * y),
        ("w_0^2 + 2*w_1", lambda x, y: x * x + 2 * y),
        ("theta0^2 + 2*theta1", lambda x, y: x * x + 2 * y),
        ("θ₀² + 2θ₁", lambda x, y: x * x + 2 * y),
        ("x[0]**2 + 2*x[1]", lambda x, y: x * x + 2 * y),
        ("x1x2", lambda x, y: x * y),
        ("x0^2", lambda x, y: x * x),
    ],
    "LaTeX": [
        (r"\frac{x^2}{2}+\sin y", lambda x, y: x * x / 2 + math.sin(y)),
        (r"\frac{1}{2} x^2", lambda x, y: x * x / 2),
        (r"\dfrac{1}{2}x^{2}y", lambda x, y: x * x * y / 2),
        (r"\frac12 x^2 + x^2y", lambda x, y: x * x / 2 + x * x * y),
        (r"\sqrt{x^2+1}", lambda x, y: math.sqrt(x * x + 1)),
        (r"\sqrt[3]{x}", lambda x, y: math.copysign(abs(x) ** (1 / 3), x)),
        (r"2 \cdot x \times y", lambda x, y: 2 * x * y),
        (r"\left( x + 1 \right)^{2}", lambda x, y: (x + 1) ** 2),
        (r"\left|x\right| + \lvert y \rvert", lambda x, y: abs(x) + abs(y)),
        (r"\sin(2\pi x)", lambda x, y: math.sin(2 * math.pi * x)),
        (r"x_{1}^{2} + x_{2}", lambda x, y: x * x + y),
        (r"\theta_0^2 + \theta_{1}^2", bowl),
        (r"\exp(x) + \ln(2 + y) + \log(2 + y)", lambda x, y: math.exp(x) + 2 * math.log(2 + y)),
        (r"\log_{10}(1+x^2)", lambda x, y: math.log10(1 + x * x)),
        (r"\sin^{2}(x)", lambda x, y: math.sin(x) ** 2),
        (r"e^{-x^2}", lambda x, y: math.exp(-x * x)),
        (r"\operatorname{arsinh}(x)", lambda x, y: math.asinh(x)),
        (r"\max(x,\, y)", max),
        (r"\alpha x", lambda x, y: 0.5 * x),
        (r"x \, \cos(y)", lambda x, y: x * math.cos(y)),
        (r"\left\lfloor x \right\rfloor", lambda x, y: math.floor(x)),
    ],
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_every_notation_means_what_it_says(kind: str) -> None:
    for text, plain in ACCEPTED[kind]:
        expression = Expression(text, {"k": 1.25, "alpha": 0.5})
        for x, y in POINTS:
            try:
                wanted = plain(x, y)
            except ValueError:
                wanted = math.nan
            found = expression.value(x, y)
            assert found == pytest.approx(wanted, rel=1e-13, abs=1e-15, nan_ok=True), text
        assert expression.latex


TWO_READINGS = [
    ("1/2x", "`(1/2)*x` or `1/(2*x)`"),
    ("1/2 x", "`(1/2)*x` or `1/(2*x)`"),
    ("x/y(x+1)", "`(x/y)*(x+1)` or `x/(y*(x+1))`"),
    ("1/(x+1)(y)", "`(1/(x+1))*(y)` or `1/((x+1)*(y))`"),
    ("1/2sin(x)", "`(1/2)*sin(x)` or `1/(2*sin(x))`"),
    ("x^2y", "`x^2*y` or `x^(2*y)`"),
    ("e^xy", "`e^x*y` or `e^(x*y)`"),
    ("2^3(x+1)", "`2^3*(x+1)` or `2^(3*(x+1))`"),
    ("x^-2y", "`x^-2*y` or `x^(-2*y)`"),
    ("sin x y", "`sin(x)*y` or `sin(x*y)`"),
    ("sin xy", "`sin(x)*y` or `sin(x*y)`"),
    ("sin x/2", "`sin(x)/2` or `sin(x/2)`"),
    ("cos x*y", "`cos(x)*y` or `cos(x*y)`"),
    ("sin^-1(x)", "`asin(x)` or `1/sin(x)`"),
    ("cosh⁻¹ x", "`acosh(x)` or `1/cosh(x)`"),
    ("sin^(-1)(x)", "`asin(x)` or `1/sin(x)`"),
    ("sin2x", "`sin(2*x)` or `sin(x)^2`"),
    ("cos2(x)", "`cos(2*x)` or `cos(x)^2`"),
    ("3½", "`3*½` or `3 + ½`"),
    ("1 000*x", "`1*000` or `1000`"),
    (r"2\frac{1}{2}", r"`2 + \frac{1}{2}` or `2 \cdot \frac{1}{2}`"),
    ("tan^{-1}(x)", "`atan(x)` or `1/tan(x)`"),
    ("√2x", "`√(2)*x` or `√(2*x)`"),
    ("√x²", "`(√(x))²` or `√(x²)`"),
    ("|x|y|x|", "`abs(x*abs(y)x)` or `abs(x)y*abs(x)`"),
    ("1,500*x", "`1500` or `1.500`"),
    ("x 2", "`x*2` or `x^2`"),
    ("ex", "`e*x` or `e^x`"),
]


@pytest.mark.parametrize(("text", "readings"), TWO_READINGS)
def test_what_can_be_read_in_two_ways_is_refused_with_both(text: str, readings: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression(text)
    assert readings in caught.value.message
    for reading in readings.split("`")[1::2]:
        Expression(reading)

"""The expression language: text such as x^2 + k*y^2 → value, slopes, curvatures and LaTeX.

User text is never evaluated. The language has formulas as people type and paste them: + - * / ^,
products without a sign, brackets and bars, numbers, x, y, pi, e, declared parameters, functions,
conditions, and the LaTeX of all that. Every constant is a float; log is the natural logarithm;
^ and ** both raise to a power, and bind from the right.
"""

from engine.expressions.errors import ExpressionError
from engine.expressions.expression import Expression
from engine.expressions.parse import Partial
from engine.expressions.tokens import MAX_LENGTH
from engine.expressions.vocabulary import FUNCTION_NAMES, RESERVED

__all__ = ["FUNCTION_NAMES", "MAX_LENGTH", "RESERVED", "Expression", "ExpressionError", "Partial"]

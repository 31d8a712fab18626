"""The expression language: text such as x^2 + k*y^2 → value, slopes, curvatures and LaTeX.

User text is never evaluated. The language has + - * / ** ^, brackets, numbers, x, y, pi, e,
declared parameters, and functions of one argument. Every constant is a float; log is the natural
logarithm; ^ and ** both raise to a power, and bind from the right.
"""

from engine.expressions.errors import ExpressionError
from engine.expressions.expression import CONSTANTS, Expression
from engine.expressions.functions import PUBLIC as FUNCTION_NAMES
from engine.expressions.scan import MAX_LENGTH

__all__ = ["CONSTANTS", "FUNCTION_NAMES", "MAX_LENGTH", "Expression", "ExpressionError"]

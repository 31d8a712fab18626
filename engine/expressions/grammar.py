"""Grammar: tokens → syntax tree, by operator precedence.

From loose to tight: + and -; * and / and products without a sign (2x, x y, (x + 1)(y - 1)); signs
in front; powers, from the right; functions, roots and brackets. What the conventions of print
leave open is refused with its readings: 1/2x, x^2y, sin x y, sin x/2.
"""

from collections.abc import Sequence

from engine.expressions.conditions import Conditions
from engine.expressions.tokens import Token
from engine.expressions.tree import Application, Group, Name, Negative, Number, Operation, Tree
from engine.expressions.vocabulary import CONSTANTS, FORMS, MORE_CONSTANTS, SPECIAL

MAX_DEPTH = 150
MAX_SIGNS = 8
MAX_NESTED = 64
_VALUES = {"number", "variable", "function", "open", "root", "fraction"}
_GROUPS = {"|": "abs", "⌊": "floor", "⌈": "ceil"}
_INSTEAD = {"atan": "atan2(y, x)", "log": "log(x)/log(2)", "ln": "log(x)/log(2)"}
_ARITIES = {name: (form.least, form.most) for name, form in FORMS.items()} | SPECIAL


def parsed(tokens: Sequence[Token], source: str) -> Tree:
    """The tree of a whole formula. Raises ExpressionError with the part that is wrong."""
    return _Parser(tokens, source).formula()


class _Parser(Conditions):
    def __init__(self, tokens: Sequence[Token], source: str) -> None:
        super().__init__(tokens, source)
        self._nested = 0
        # In LaTeX an exponent without braces is one character long.
        self._latex = "\\" in source

    def formula(self) -> Tree:
        tree = self._sum()
        token = self._token
        if token.kind != "end":
            raise self._unexpected(token)
        return tree

    def _sum(self) -> Tree:
        tree = self._product()
        while self._token.kind == "operator" and self._token.text in "+-":
            sign = self._take().text
            right = self._product()
            tree = Operation(tree.start, right.end, sign, tree, right)
        return tree

    def _product(self) -> Tree:
        tree = self._signed()
        divided: Operation | None = None
        while True:
            token = self._token
            if token.kind == "operator" and token.text in "*/":
                self._take()
                right = self._signed()
                tree = Operation(tree.start, right.end, token.text, tree, right)
                divided = tree if token.text == "/" else None
            elif token.kind in _VALUES:
                tree = self._juxtaposed(tree, divided)
            else:
                return tree

    def _juxtaposed(self, left: Tree, divided: Operation | None) -> Tree:
        """A product without a sign; `divided` is the quotient right in front of it, if any."""
        token = self._token
        if token.kind == "number":
            text, number = self._text(left), self._text_of(token)
            other = f"{text}^{number}"
            if isinstance(left, Number):
                other = f"{text}{number}" if number.isascii() else f"{text} + {number}"
            raise self._two_readings(left, token, f"{text}*{number}", other)
        if divided:
            above, below, after = self._text(divided.left), self._text(divided.right), self._ahead()
            raise self._two_readings(
                divided, token, f"({above}/{below})*{after}", f"{above}/({below}*{after})"
            )
        right = self._power()
        if token.kind == "fraction" and isinstance(left, Number) and self._constant(right):
            whole, part = self._text(left), self._text(right)
            raise self._two_readings(left, right, f"{whole} + {part}", rf"{whole} \cdot {part}")
        return Operation(left.start, right.end, "*", left, right)

    def _signed(self) -> Tree:
        signs = self._signs()
        return self._with_signs(signs, self._power())

    def _signs(self) -> list[Token]:
        signs = []
        while self._token.kind == "operator" and self._token.text in "+-":
            signs.append(self._take())
            if len(signs) > MAX_SIGNS:
                raise self._error(signs[-1], f"more than {MAX_SIGNS} signs in a row")
        return signs

    def _with_signs(self, signs: Sequence[Token], tree: Tree) -> Tree:
        for sign in reversed(signs):
            if sign.text == "-":
                tree = Negative(sign.start, tree.end, tree)
        return tree

    def _power(self) -> Tree:
        """A value and its exponents, which bind from the right."""
        chain: list[tuple[list[Token], Tree]] = [([], self._value())]
        raised = False
        while True:
            token = self._token
            if token.kind == "raised":
                self._take()
                chain.append(([], Number(token.start, token.end, float(int(token.text)))))
                raised = True
            elif token.kind == "operator" and token.text == "^":
                if raised:
                    raise self._error(token, "two exponents follow each other; write brackets")
                self._take()
                signs = self._signs()
                braced = self._token.kind == "open"
                chain.append((signs, self._value()))
                if not braced:
                    self._check_end_of_exponent(chain)
            else:
                break
            if len(chain) > MAX_DEPTH:
                raise self._error(token, f"nested more than {MAX_DEPTH} deep")
        signs, tree = chain.pop()
        while chain:
            tree = self._with_signs(signs, tree)
            signs, base = chain.pop()
            tree = Operation(base.start, tree.end, "^", base, tree)
        return tree

    def _check_end_of_exponent(self, chain: Sequence[tuple[list[Token], Tree]]) -> None:
        """x^2y is x²·y to some and x^(2y) to others."""
        token, exponent = self._token, chain[-1][1]
        if token.kind not in _VALUES or token.spaced:
            return
        if (self._latex and exponent.end - exponent.start == 1) or token.kind == "root":
            return
        base = chain[-2][1]
        power = self._source[base.end : exponent.end].lstrip("* ^")
        text, after = self._text(base), self._ahead()
        raise self._two_readings(
            base, token, f"{text}^{power}*{after}", f"{text}^({power}*{after})"
        )

    def _value(self) -> Tree:
        token = self._token
        match token.kind:
            case "number":
                self._take()
                return Number(token.start, token.end, float(token.text))
            case "variable":
                self._take()
                return Name(token.start, token.end, token.text)
        self._nested += 1
        if self._nested > MAX_NESTED:
            raise self._error(token, f"nested more than {MAX_NESTED} deep")
        match token.kind:
            case "function":
                tree = self._call()
            case "open":
                tree = self._group()
            case "root":
                tree = self._root()
            case "fraction":
                tree = self._fraction()
            case _:
                raise self._missing(token)
        self._nested -= 1
        return tree

    def _fraction(self) -> Tree:
        token = self._take()
        above, below = self._argument_in_braces(), self._argument_in_braces()
        return Operation(token.start, below.end, "/", above, below)

    def _group(self) -> Tree:
        token = self._take()
        if token.text == "cases":
            return self._cases(token)
        if token.text == "{" and self._condition_ahead():
            return self._piecewise(token)
        tree = self._condition() if self._condition_ahead() else self._sum()
        end = self._close(token)
        if token.text in _GROUPS:
            return Application(token.start, end, _GROUPS[token.text], (tree,))
        return Group(token.start, end, tree)

    def _argument_in_braces(self) -> Tree:
        token = self._token
        if (token.kind == "number" and len(token.text) > 1) or token.kind == "function":
            raise self._error(token, r"write braces, as in \frac{1}{2}")
        return self._value()

    def _root(self) -> Tree:
        token = self._take()
        opened = self._token.kind == "open"
        inner = self._value()
        if self._source[token.start] != "\\":
            self._check_end_of_root(token, inner, opened)
        elif not opened and inner.end - inner.start > 1:
            raise self._error(token, r"write braces, as in \sqrt{x}")
        if token.text in ("2", "3"):
            name = "sqrt" if token.text == "2" else "cbrt"
            return Application(token.start, inner.end, name, (inner,))
        index = Number(token.start, token.end, float(token.text))
        return Application(token.start, inner.end, "root", (inner, index))

    def _check_end_of_root(self, root: Token, inner: Tree, opened: bool) -> None:
        """Nobody knows where √2x ends."""
        token, sign, text = self._token, self._text_of(root), self._text(inner)
        if token.kind == "raised" or token.text == "^":
            power = self._text_of(token)
            raise self._two_readings(
                root, token, f"({sign}({text})){power}", f"{sign}({text}{power})"
            )
        if not opened and token.kind in _VALUES - {"function", "root"}:
            after = self._ahead()
            raise self._two_readings(
                root, token, f"{sign}({text})*{after}", f"{sign}({text}*{after})"
            )

    def _call(self) -> Tree:
        """A function at its arguments: sin(x), sin x, sin^2(x), max(x, y)."""
        token = self._take()
        name = token.text
        exponent = self._exponent_of_function(token)
        if self._token.kind == "open" and self._token.text in ("(", "[", "{"):
            arguments, end = self._arguments(token)
        elif name == "where":
            raise self._error(token, "conditions are written where(x > 0, …, …)")
        elif _ARITIES[name][0] > 1 or name == "piecewise":
            raise self._error(token, f"this function needs brackets: {name}(…)")
        elif self._token.kind in _VALUES or self._token.text in ("+", "-"):
            argument = self._bare_argument(token)
            arguments, end = (argument,), argument.end
        else:
            spelled = self._text_of(token)
            raise self._error(token, f"a function needs its argument in brackets: {spelled}(x)")
        tree: Tree
        if name == "pow":
            tree = Operation(token.start, end, "^", *arguments)
        else:
            tree = Application(token.start, end, name, arguments)
        return Operation(token.start, end, "^", tree, exponent) if exponent else tree

    def _exponent_of_function(self, function: Token) -> Tree | None:
        token = self._token
        if token.kind == "raised":
            self._take()
            signs: list[Token] = []
            tree: Tree = Number(token.start, token.end, float(int(token.text)))
        elif token.kind == "operator" and token.text == "^":
            self._take()
            braced = self._take() if self._token.text == "{" else None
            signs = self._signs()
            tree = self._value()
            if braced:
                self._close(braced)
        else:
            return None
        tree = self._with_signs(signs, tree)
        value, inner = 1.0, tree
        while isinstance(inner, Group | Negative):
            value = -value if isinstance(inner, Negative) else value
            inner = inner.inner if isinstance(inner, Group) else inner.operand
        value *= inner.value if isinstance(inner, Number) else 0.0
        name = function.text
        if value == -1:
            inverse = f"a{name}" if f"a{name}" in FORMS else f"the inverse of {name}"
            raise self._two_readings(function, token, f"{inverse}(x)", f"1/{name}(x)")
        if value < 2 or value != int(value):
            raise self._error(function, f"write this power behind the function: ({name}(x))^…")
        return tree

    def _bare_argument(self, function: Token) -> Tree:
        """The argument of sin x, sin 2x and sin x^2; what follows could belong to it or not."""
        signs = self._signs()
        tree = self._power()
        while self._constant(tree) and self._token.kind in _VALUES - {"function", "number"}:
            right = self._power()
            tree = Operation(tree.start, right.end, "*", tree, right)
            if not self._constant(right):
                break
        token = self._token
        following = self._tokens[self._at + 1] if token.kind != "end" else token
        name, inner = function.text, self._text(tree)
        if token.kind in _VALUES and (token.kind != "function" or self._constant(tree)):
            after = self._ahead()
            raise self._two_readings(
                function, token, f"{name}({inner})*{after}", f"{name}({inner}*{after})"
            )
        if token.kind == "operator" and token.text in "*/" and following.kind != "function":
            after = self._ahead(1)
            raise self._two_readings(
                function,
                token,
                f"{name}({inner}){token.text}{after}",
                f"{name}({inner}{token.text}{after})",
            )
        return self._with_signs(signs, tree)

    def _constant(self, tree: Tree) -> bool:
        if isinstance(tree, Group):
            return self._constant(tree.inner)
        if isinstance(tree, Operation):
            return self._constant(tree.left) and self._constant(tree.right)
        known = CONSTANTS.keys() | MORE_CONSTANTS.keys()
        return isinstance(tree, Number) or (isinstance(tree, Name) and tree.name in known)

    def _arguments(self, function: Token) -> tuple[tuple[Tree, ...], int]:
        opened = self._take()
        if function.text == "piecewise":
            tree = self._piecewise(opened)
            return (tree,), tree.end
        condition = (self._condition(),) if function.text == "where" else ()
        if condition:
            self._comma("where(x > 0, …, …)")
        trees: list[Tree] = [*condition, self._sum()]
        least, most = _ARITIES[function.text]
        while self._token.kind == "comma":
            comma = self._take()
            if len(trees) == most:
                raise self._error(comma, self._too_many(function.text, most))
            trees.append(self._sum())
        if len(trees) < least:
            raise self._error(
                function, f"{function.text} needs {least} arguments, separated by commas"
            )
        return tuple(trees), self._close(opened)

    def _too_many(self, name: str, most: int) -> str:
        if name in _INSTEAD:
            return f"{name} takes one argument; write `{_INSTEAD[name]}`"
        if most > 1:
            return f"{name} takes at most {most} arguments"
        return f"{name} does not take several arguments; write decimals with a point, as in 0.5"

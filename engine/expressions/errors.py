"""What is refused in an expression, and where, for instance `x.__class__` at column 1."""

_SHOWN = 40


class ExpressionError(ValueError):
    """A refused expression: the offending `part` and the `column` where it begins, from 1."""

    def __init__(self, message: str, part: str, column: int) -> None:
        shown = part if len(part) <= _SHOWN else part[: _SHOWN - 1] + "…"
        where = f"`{shown}` at column {column}" if part.strip() else f"column {column}"
        super().__init__(f"{where}: {message}")
        self.message = message
        self.part = shown
        self.column = column

    def __reduce__(self) -> tuple[type["ExpressionError"], tuple[str, str, int]]:
        return type(self), (self.message, self.part, self.column)

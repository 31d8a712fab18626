"""Syntax trees: what a formula says, for instance that x^2 is a power of x."""

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Tree:
    """A part of a formula and where it stands in the text."""

    start: int
    end: int


@dataclass(slots=True, eq=False)
class Number(Tree):
    """A finite number."""

    value: float


@dataclass(slots=True, eq=False)
class Name(Tree):
    """An axis, a constant or a parameter."""

    name: str


@dataclass(slots=True, eq=False)
class Group(Tree):
    """A part in brackets."""

    inner: Tree


@dataclass(slots=True, eq=False)
class Negative(Tree):
    """The negative of a part."""

    operand: Tree


@dataclass(slots=True, eq=False)
class Operation(Tree):
    """Two parts joined by + - * / or ^."""

    sign: str
    left: Tree
    right: Tree


@dataclass(slots=True, eq=False)
class Application(Tree):
    """A function at its arguments."""

    function: str
    arguments: tuple[Tree, ...]

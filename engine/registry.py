"""Registries: named collections such as the optimizers, surfaces and schedules.

A registry is a mapping that refuses duplicates and, asked for a name it does not hold, suggests
the one that was meant, if that is clear.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol, TypeVar

from engine.suggestions import suggestion


class Named(Protocol):
    """Anything with a name."""

    @property
    def name(self) -> str: ...


Item = TypeVar("Item", bound=Named)


class UnknownName(ValueError):
    """A name that no item of a registry has; the message suggests the one that was meant."""


class Registry(Mapping[str, Item]):
    """The items of one kind by name, in the order they were added."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._items: dict[str, Item] = {}

    def add(self, item: Item) -> Item:
        """Register `item` and return it. Raises ValueError when its name is taken."""
        if item.name in self._items:
            raise ValueError(f"the {self.noun} {item.name!r} is registered twice")
        self._items[item.name] = item
        return item

    def __getitem__(self, name: str) -> Item:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def find(self, name: object) -> Item:
        """The item called `name`. Raises UnknownName with a suggestion otherwise."""
        if isinstance(name, str) and name in self._items:
            return self._items[name]
        shown = repr(name)[:60]
        near = suggestion(name, self._items) if isinstance(name, str) else None
        hint = f"did you mean {near!r}?" if near else f"known: {', '.join(self._items)}"
        raise UnknownName(f"there is no {self.noun} {shown}; {hint}")

"""Value objects: what a frozen dataclass is to its users, at a third of its price.

A chat makes several for every message and over a hundred classes of them at each start. `dataclass(frozen=True)` sets
each field through a call of its own, and writes and compiles six methods for each class. Here the type checker alone
keeps values from being changed, and comparing, hashing and showing are shared by all classes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

_T = TypeVar("_T")

_getters: dict[type, Callable[[object], tuple[Any, ...]]] = {}


@overload
def frozen(cls: type[_T], /) -> type[_T]: ...


@overload
def frozen(*, kw_only: bool = ...) -> Callable[[type[_T]], type[_T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T] | None = None, /, *, kw_only: bool = False) -> type[_T] | Callable[[type[_T]], type[_T]]:
    """A slotted class whose fields never change: two of a class with equal fields are equal, and hash alike."""

    def make(cls: type[_T]) -> type[_T]:
        made = dataclass(slots=True, kw_only=kw_only, eq=False, repr=False)(cls)
        for name, method in _SHARED.items():
            if name not in cls.__dict__:
                setattr(made, name, method)
        return made

    return make if cls is None else make(cls)


def _make_getter(cls: type[Any]) -> Callable[[object], tuple[Any, ...]]:
    """What gives the fields of such an object that count when it is compared. Made when it is first asked for."""
    names = [each.name for each in fields(cls) if each.compare]
    # For one name alone, or none, `attrgetter` gives no tuple.
    getter = attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, name) for name in names)
    _getters[cls] = getter
    return getter


def _is_equal(one: object, other: object) -> Any:
    cls = type(one)
    if cls is not type(other):
        return NotImplemented
    parts = _getters.get(cls) or _make_getter(cls)
    return parts(one) == parts(other)


def _hash(one: object) -> int:
    return hash((_getters.get(type(one)) or _make_getter(type(one)))(one))


def _show(one: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(one, each.name)!r}" for each in fields(one) if each.repr)
    return f"{type(one).__qualname__}({shown})"


_SHARED: dict[str, Any] = {"__eq__": _is_equal, "__hash__": _hash, "__repr__": _show}

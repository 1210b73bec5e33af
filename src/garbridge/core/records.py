"""Values that every launch makes: frozen like all others, and made at less than half the cost."""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

T = TypeVar("T")

_UNSAID = object()
"""The default of a field that a factory makes."""


def quick(cls: type[T]) -> type[T]:
    """Let *cls*, a frozen dataclass with slots, be made quickly; nothing else of it changes.

    What :mod:`dataclasses` writes for a frozen class looks each slot up again by its name, for
    every value: with thirty values to a launch that was a thirteenth of it.  This keeps the slots
    at hand.  It is for values on the path of every launch, or of every row of a page.

    >>> from dataclasses import dataclass, field
    >>> @quick
    ... @dataclass(frozen=True, slots=True, kw_only=True)
    ... class Seen:
    ...     by: str
    ...     times: int = 1
    ...     where: list[str] = field(default_factory=list)
    >>> Seen(by="alice")
    Seen(by='alice', times=1, where=[])
    >>> Seen(by="alice").times = 2
    Traceback (most recent call last):
        ...
    dataclasses.FrozenInstanceError: cannot assign to field 'times'

    Raises:
        TypeError: *cls* is no frozen dataclass with slots, or one of its fields is no slot.
    """
    made: Callable[..., None] = cls.__init__
    if not getattr(cls, "__dataclass_params__", None) or "__slots__" not in cls.__dict__:
        raise TypeError(f"{cls.__name__} is no dataclass with slots")
    names: dict[str, object] = {"_unsaid": _UNSAID}
    ordinary, by_name, body = ["self"], ["*"], list[str]()
    for one in fields(cls):  # type: ignore[arg-type]  # a dataclass: it was looked at above
        parameter, line = _written(one, cls, names)
        if one.init:
            (by_name if one.kw_only else ordinary).append(parameter)
        body.append(line)
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    given = [*ordinary, *(by_name if len(by_name) > 1 else ())]
    if list(made.__annotations__) != [*(f.name for f in fields(cls) if f.init), "return"]:  # type: ignore[arg-type]  # as above
        raise TypeError(f"{cls.__name__} is made of more than its fields")
    source = f"def __init__({', '.join(given)}):\n" + "".join(f" {line}\n" for line in body)
    exec(source, names)  # noqa: S102 - as dataclasses does; the names are those of fields
    init: Any = names["__init__"]
    init.__qualname__, init.__module__ = made.__qualname__, cls.__module__
    init.__annotations__ = made.__annotations__
    setattr(cls, "__init__", init)  # noqa: B010 - mypy lets nobody assign to it
    return cls


def _written(one: Field[Any], cls: type, names: dict[str, object]) -> tuple[str, str]:
    """Return a field as a parameter and as the line that fills it; add to *names* what both use."""
    name = one.name
    names[f"_fill_{name}"] = getattr(cls, name).__set__
    if one.default_factory is not MISSING:
        names[f"_make_{name}"] = one.default_factory
        value = f"_make_{name}()"
        if one.init:
            value = f"{value} if {name} is _unsaid else {name}"
        return f"{name}=_unsaid", f"_fill_{name}(self, {value})"
    if one.default is MISSING:
        return name, f"_fill_{name}(self, {name})" if one.init else "pass"
    names[f"_usual_{name}"] = one.default
    value = name if one.init else f"_usual_{name}"
    return f"{name}=_usual_{name}", f"_fill_{name}(self, {value})"

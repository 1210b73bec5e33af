"""Every hot statement of the SQL stores, by module and name."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import cast

import garbridge.stores.sql
from garbridge.stores.sql.statements import HotStatement


def _statements() -> dict[str, HotStatement]:
    found: dict[str, HotStatement] = {}
    for module in pkgutil.iter_modules(garbridge.stores.sql.__path__):
        named = vars(importlib.import_module(f"garbridge.stores.sql.{module.name}"))
        for name, value in named.items():
            for number, one in enumerate(_flat(value)):
                if isinstance(one, HotStatement) and one not in found.values():
                    found[f"{module.name}.{name}.{number}"] = one
    return found


def _flat(value: object) -> Iterator[object]:
    """Yield what is in tuples and in values of mappings, however deep."""
    if isinstance(value, dict):
        value = tuple(cast("dict[object, object]", value).values())
    if isinstance(value, tuple):
        for one in cast("tuple[object, ...]", value):
            yield from _flat(one)
    else:
        yield value


STATEMENTS = _statements()

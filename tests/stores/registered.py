"""Every hot statement of the SQL stores, by module and name."""

import importlib
import pkgutil

import garbridge.stores.sql
from garbridge.stores.sql.statements import HotStatement


def _statements() -> dict[str, HotStatement]:
    found: dict[str, HotStatement] = {}
    for module in pkgutil.iter_modules(garbridge.stores.sql.__path__):
        named = vars(importlib.import_module(f"garbridge.stores.sql.{module.name}"))
        for name, value in named.items():
            for number, one in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(one, HotStatement) and one not in found.values():
                    found[f"{module.name}.{name}.{number}"] = one
    return found


STATEMENTS = _statements()

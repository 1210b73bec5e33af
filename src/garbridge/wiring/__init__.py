"""The composition root: the only place that picks implementations, and holds the clock."""

from garbridge.stores.sql.engine import open_engine
from garbridge.wiring.clock import random_token, system_clock
from garbridge.wiring.database import database_status, upgrade_database
from garbridge.wiring.keys import new_keys
from garbridge.wiring.provider_files import MetadataUnreachableError, NewProvider, add_provider
from garbridge.wiring.runtime import Runtime, build_runtime
from garbridge.wiring.stores import Stores

__all__ = [
    "MetadataUnreachableError",
    "NewProvider",
    "Runtime",
    "Stores",
    "add_provider",
    "build_runtime",
    "database_status",
    "new_keys",
    "open_engine",
    "random_token",
    "system_clock",
    "upgrade_database",
]

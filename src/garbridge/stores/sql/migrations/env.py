"""What Alembic executes for each of its commands."""

from alembic import context

from garbridge.stores.sql.migrating import run_environment

run_environment(context)  # type: ignore[arg-type]  # the module stands in for the object

"""Alembic's folder; see :mod:`garbridge.stores.sql.migrating`."""

"""The stores on SQLAlchemy Core: SQLite embedded by default, PostgreSQL for several machines."""

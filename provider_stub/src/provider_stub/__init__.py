"""A resource provider for tests: it signs people in and shows what it received."""

__version__ = "0.1.0"

"""The fixtures that ship, as a portal's own tests have them."""

from garbridge.testing.plugin import garbridge_provider

__all__ = ["garbridge_provider"]

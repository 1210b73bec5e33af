"""Access gate and attribute-filtering single sign-on for French school portals (ENT)."""

__version__ = "0.1.0"

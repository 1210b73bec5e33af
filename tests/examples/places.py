"""Where the examples stand."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
EXISTING = ROOT / "examples" / "existing_portal"
MINIMAL = ROOT / "examples" / "minimal_portal"

"""By how much a clock may be wrong without anything being forgotten too early."""

from datetime import timedelta
from typing import Final

SKEW: Final = timedelta(minutes=15)
"""By how much a clock may be ahead, of one machine or for a while: so long after its end what was
used stays known, and does not come again once the clock is set right."""

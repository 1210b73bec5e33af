"""``[statistics]`` of ``garbridge.toml``: which figures may be published."""

from garbridge.config.tables import Table
from garbridge.core.disclosure.rules import DEFAULT_SHARE, DEFAULT_THRESHOLD, Rules
from garbridge.errors import ValueRefusedError

_MOST_PERSONS = 1_000
_MOST_SHARE = 99


def read_rules(top: Table) -> Rules:
    """Return the rules of *top*, a whole file; those that are usual where it has none.

    A threshold below 3, or a share of less than half, is a problem of its key.
    """
    table = top.table("statistics")
    if table is None:
        return Rules()
    threshold = table.number("threshold", DEFAULT_THRESHOLD, _MOST_PERSONS)
    share = table.number("share", DEFAULT_SHARE, _MOST_SHARE)
    table.finish()
    found = Rules()
    for key, made in (("threshold", (threshold, DEFAULT_SHARE)), ("share", (threshold, share))):
        try:
            found = Rules(*made)
        except ValueRefusedError as refused:
            table.problem(key, str(refused))
            return found
    return found

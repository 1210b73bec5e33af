"""``[synonyms]`` of ``garbridge.toml``: what people here call things they look for."""

from typing import Final

from garbridge.config.tables import Table
from garbridge.core.spelling import words

_MOST: Final = 500
_LONGEST: Final = 100


def read_synonyms(top: Table) -> tuple[tuple[str, ...], ...]:
    """Return the groups of expressions that *top* says mean the same."""
    table = top.table("synonyms")
    if table is None:
        return ()
    if len(table.values) > _MOST:
        top.problem("synonyms", f"at most {_MOST}")
        return ()
    found = [(name, *(table.texts(name) or ())) for name in table.values]
    for group in found:
        if len(group) == 1 or not all(words(one) and len(one) <= _LONGEST for one in group):
            table.problem(group[0], f"must be a list of words of at most {_LONGEST} characters")
    table.finish()
    return tuple(found)

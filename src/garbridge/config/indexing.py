"""What a resource's notice says, in its table: ``publisher_id``, ``presentation``, ``terms``."""

import re

from garbridge.config.tables import Table
from garbridge.core.indexing import Indexing
from garbridge.core.national import Term

_PUBLISHER = re.compile(r"[0-9]{9}_[0-9]{16}")
_PRESENTATION = re.compile(r"[A-Z]{2,8}")
_MOST_TERMS = 500


def read_indexing(table: Table) -> Indexing:
    """Return what *table*, of one resource, says; mistakes are noted."""
    publisher, presentation = table.text("publisher_id", ""), table.text("presentation", "")
    if publisher and not _PUBLISHER.fullmatch(publisher):
        table.problem("publisher_id", "must be a SIREN, _ and an ISNI: 9 and 16 digits")
    if presentation and not _PRESENTATION.fullmatch(presentation):
        table.problem("presentation", "must be a code such as MAN, MUL or PRO")
    return Indexing(publisher, presentation, _terms(table))


def _terms(table: Table) -> tuple[Term, ...]:
    named = table.table("terms")
    if named is None:
        return ()
    found = tuple(Term(uri, named.text(uri)) for uri in named.values)
    for term in found:
        if not term.uri.startswith(("http://", "https://")) or not term.uri.isprintable():
            named.problem(ascii(term.uri), "must be the address of a term")
    if len(found) > _MOST_TERMS:
        table.problem("terms", f"at most {_MOST_TERMS}")
    named.finish()
    return found

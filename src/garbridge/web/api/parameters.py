"""What the query of the API may say: the names of the pages, and nothing that would be ignored.

A page does its best with whatever its address says.  A program is told what it got wrong: a name
that is misspelled would otherwise list everything.
"""

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

from flask import request

from garbridge.core.finding import MOST_LETTERS
from garbridge.core.identifiers import SchoolId
from garbridge.core.messages import Language
from garbridge.services.finding import Facet, Order
from garbridge.web.finding import EVERYWHERE, LONGEST_VALUE, MOST_VALUES
from garbridge.web.incoming import argument, raw_query

LANGUAGE: Final = frozenset({"lang"})
PAGE: Final = LANGUAGE | {"page"}
SEARCH: Final = LANGUAGE | {"q", "tri", "etab", *Facet}
LIST: Final = SEARCH | PAGE
FIGURES: Final = LANGUAGE | {"etab", "periode"}

_SCHOOL = re.compile(rf"[0-9]{{7}}[A-Za-z]|{EVERYWHERE}", re.ASCII)
_PERIOD = re.compile(r"20[0-9]{2}-20[0-9]{2}(/[123])?", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_NAME = re.compile(r"[a-z_]{1,32}", re.ASCII)
_STRANGE: Final = "?"
"""Stands for a name that nobody could have meant."""


_FIT: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "lang": lambda text: text in set(Language),
        "page": lambda text: _NUMBER.fullmatch(text) is not None,
        "q": lambda text: len(text) <= MOST_LETTERS,
        "tri": lambda text: text in set(Order),
        "etab": lambda text: _SCHOOL.fullmatch(text) is not None,
        "periode": lambda text: _PERIOD.fullmatch(text) is not None,
        **dict.fromkeys(Facet, lambda text: 0 < len(text) <= LONGEST_VALUE),
    }
)


def first_wrong(allowed: Collection[str]) -> str:
    """Return the name of the first parameter that does not fit; empty where all do.

    Raises:
        OversizedError: the query is longer than any honest one.
        MalformedError: it holds octets that must be percent-encoded.
    """
    raw_query()
    for name, values in request.args.lists():
        most = MOST_VALUES if name in set(Facet) else 1
        if name not in allowed or len(values) > most or not all(map(_FIT[name], values)):
            return name if _NAME.fullmatch(name) else _STRANGE
    return ""


def is_theirs(schools: Collection[SchoolId]) -> bool:
    """Say whether the query names none but *schools*: any other is as one that nobody knows."""
    named = (argument("etab") or EVERYWHERE).lower()
    return named == EVERYWHERE or named in {school.lower() for school in schools}

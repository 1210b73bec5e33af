"""The fictional publisher's titles, and the agreement each of them comes with."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from importlib.resources import files
from typing import Any

from provider_stub.errors import ConfigError

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_ARK = re.compile(r"ark:/?[0-9]{5}/[0-9A-Za-z/._-]{1,100}")
_ATTRIBUTE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class Protocol(StrEnum):
    """How a resource signs people in (GAR: *protocole d'accès*)."""

    SAML = "saml"
    CAS = "cas"
    OIDC = "oidc"
    LTI = "lti"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A title of the fictional publisher (GAR: *ressource*).

    ``agreement`` names the attributes its agreement allows (GAR: *fiche*); the
    subject itself is always allowed.  An empty agreement allows nothing more.
    """

    slug: str
    ark: str
    title: str
    publisher: str
    protocol: Protocol
    agreement: frozenset[str]
    summary: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not stand in a URL, a message or a table."""
        problems = []
        if not _SLUG.fullmatch(self.slug):
            problems.append(f"resource {self.slug!r}: slug must match {_SLUG.pattern}")
        if not _ARK.fullmatch(self.ark):
            problems.append(f"resource {self.slug!r}: ark must look like ark:/12345/name")
        if not self.title.strip():
            problems.append(f"resource {self.slug!r}: title is empty")
        problems += [
            f"resource {self.slug!r}: {name!r} is not an attribute name"
            for name in sorted(self.agreement)
            if not _ATTRIBUTE.fullmatch(name)
        ]
        if problems:
            raise ConfigError(problems)


def default_toml() -> str:
    """Return the built-in configuration file, to copy and change."""
    return files("provider_stub").joinpath("default.toml").read_text("utf-8")


def default_resources() -> tuple[Resource, ...]:
    """Return the built-in catalogue: four by SAML, two by CAS, one by OpenID Connect and LTI each.

    >>> [resource.slug for resource in default_resources()]
    ['atlas', 'exercices', 'dictionnaire', 'manuel', 'labo', 'archives', 'frise', 'quiz']
    """
    return parse_resources(tomllib.loads(default_toml())["resources"])


def parse_resources(tables: object) -> tuple[Resource, ...]:
    """Build resources from the ``[[resources]]`` tables of a configuration file.

    Raises:
        ConfigError: with every mistake of every table.
    """
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(["resources: must be an array of tables"])
    resources: list[Resource] = []
    problems: list[str] = []
    for number, table in enumerate(tables, start=1):
        try:
            resources.append(_resource(f"resources[{number}]", table))
        except ConfigError as wrong:
            problems += wrong.problems
    if problems:
        raise ConfigError(problems)
    return tuple(resources)


def _resource(where: str, table: Mapping[str, Any]) -> Resource:
    """Build one resource, or raise every mistake of its table."""
    known = {each.name for each in fields(Resource)}
    problems = [f"{where}.{key}: unknown key" for key in sorted(table.keys() - known)]
    problems += [f"{where}.{key}: missing" for key in sorted(known - {"summary"} - table.keys())]
    problems += [
        f"{where}.{key}: must be a string"
        for key, value in table.items()
        if key in known - {"agreement"} and not isinstance(value, str)
    ]
    names = table.get("agreement", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        problems.append(f"{where}.agreement: must be an array of attribute names")
    if "protocol" in table and table["protocol"] not in set(Protocol):
        problems.append(f"{where}.protocol: must be one of {', '.join(Protocol)}")
    if problems:
        raise ConfigError(problems)
    texts = {key: table[key] for key in known - {"protocol", "agreement"} & table.keys()}
    return Resource(protocol=Protocol(table["protocol"]), agreement=frozenset(names), **texts)

"""``[upstream]`` with ``kind = "saml"``: the portal is a service provider of its own sign-in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from garbridge.config.tables import OPEN_TO_OTHERS, Table, is_file, is_private

ALGORITHMS: Mapping[str, str] = MappingProxyType(
    {
        "rsa-sha256": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "rsa-sha384": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
        "rsa-sha512": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        "ecdsa-sha256": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    }
)
"""The signature algorithms that can be taken, by the names under which they are configured."""
NAME_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "": "",
        "persistent": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "transient": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
        "unspecified": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        "email": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    }
)
"""The formats of an identifier that can be asked for; empty asks for none."""
USUAL: Final = ("rsa-sha256", "ecdsa-sha256")

_SKEW: Final = 180
_MOST_SKEW: Final = 300
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]{1,1000}")
_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,126}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlUpstream:
    """``kind = "saml"``.

    ``metadata`` and what comes with it are as in ``[saml]`` of a provider's file.
    ``decryption_keys`` are those to which something may be encrypted to us; perhaps none.
    ``algorithms`` are addresses.  With ``accepts_unsigned_response`` a signed assertion is enough;
    with ``wants_signed_assertion`` one in a signed Response must be signed too.  ``contexts`` are
    the classes of authentication that are asked for, any of which will do.  ``name_format`` is an
    address, empty where none is asked for.  ``scopes`` may be stated beside those of the metadata.
    """

    metadata: Path
    metadata_url: str
    metadata_certificate: Path | None
    metadata_without_end: bool
    entity_id: str
    decryption_keys: tuple[Path, ...] = field(repr=False)
    algorithms: frozenset[str]
    accepts_unsigned_response: bool
    wants_signed_assertion: bool
    contexts: tuple[str, ...]
    name_format: str
    scopes: frozenset[str]
    skew: timedelta
    name: ClassVar = "saml"

    def stated(self) -> Mapping[str, object]:
        """Return each key of the section with its value, without what is in the keys."""
        formats = {address: name for name, address in NAME_FORMATS.items()}
        return {
            "metadata": self.metadata,
            "metadata_url": self.metadata_url,
            "metadata_certificate": self.metadata_certificate,
            "metadata_without_end": self.metadata_without_end,
            "entity_id": self.entity_id,
            "decryption_keys": [str(path) for path in self.decryption_keys],
            "algorithms": [name for name, one in ALGORITHMS.items() if one in self.algorithms],
            "accept_unsigned_response": self.accepts_unsigned_response,
            "require_signed_assertion": self.wants_signed_assertion,
            "authn_contexts": list(self.contexts),
            "name_format": formats[self.name_format],
            "scopes": sorted(self.scopes),
            "clock_skew_seconds": self.skew // timedelta(seconds=1),
        }


def read_saml_upstream(table: Table, folder: Path, address: Callable[[str], str]) -> SamlUpstream:
    """Return what *table* says; mistakes are noted there.

    Args:
        table: The section.
        folder: Where its file is.
        address: Parses a web address.
    """
    named = "metadata_certificate" in table.values
    return SamlUpstream(
        metadata=table.path("metadata", folder),
        metadata_url=table.parsed("metadata_url", address, "") or "",
        metadata_certificate=table.path("metadata_certificate", folder) if named else None,
        metadata_without_end=table.flag("metadata_without_end", default=False),
        entity_id=table.text("entity_id", ""),
        decryption_keys=_keys(table, folder),
        algorithms=_algorithms(table),
        accepts_unsigned_response=table.flag("accept_unsigned_response", default=False),
        wants_signed_assertion=table.flag("require_signed_assertion", default=False),
        contexts=_listed(table, "authn_contexts", _URI, "must be absolute URIs"),
        name_format=_name_format(table),
        scopes=frozenset(_listed(table, "scopes", _SCOPE, "must be domains, such as ent.example")),
        skew=timedelta(seconds=table.number("clock_skew_seconds", _SKEW, _MOST_SKEW)),
    )


def _keys(table: Table, folder: Path) -> tuple[Path, ...]:
    found = tuple(folder / name for name in table.texts("decryption_keys") or ())
    for path in found:
        if not is_file(path):
            table.problem("decryption_keys", f"{path.name}: no such file")
        elif not is_private(path):
            table.problem("decryption_keys", f"{path.name}: {OPEN_TO_OTHERS}")
    return found


def _algorithms(table: Table) -> frozenset[str]:
    names = table.texts("algorithms")
    names = USUAL if names is None else names
    if not names or not ALGORITHMS.keys() >= set(names):
        table.problem("algorithms", f"must be some of {', '.join(ALGORITHMS)}")
        return frozenset()
    return frozenset(ALGORITHMS[name] for name in names)


def _name_format(table: Table) -> str:
    name = table.text("name_format", "")
    if name not in NAME_FORMATS:
        table.problem("name_format", f"must be one of {', '.join(filter(None, NAME_FORMATS))}")
    return NAME_FORMATS.get(name, "")


def _listed(table: Table, key: str, each: re.Pattern[str], expected: str) -> tuple[str, ...]:
    names = table.texts(key) or ()
    if not all(map(each.fullmatch, names)):
        table.problem(key, expected)
    return names

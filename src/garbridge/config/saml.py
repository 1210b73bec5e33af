"""``[saml]`` of a provider's file."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from garbridge.config.tables import Table
from garbridge.core.attributes import Attribute, AttributeCatalogue

_CERTIFICATE = "metadata_certificate"
_ANONYMOUS = ("transient", "none")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAttribute:
    """What one attribute is called at one provider, where that is not GAR's own name.

    ``name_format`` is empty where the file is silent, ``friendly_name`` where there is none.
    """

    attribute: Attribute
    name: str
    name_format: str = ""
    friendly_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlSection:
    """``[saml]``: the provider is a SAML 2.0 service provider.

    ``metadata`` is the file, or the last good copy of what is at ``metadata_url``; with
    ``metadata_certificate`` the key of one of its certificates must have signed it.  What is at an
    address must end some day unless ``metadata_without_end``.
    ``entity_id`` picks one of several in the metadata file; empty where there is only one.
    ``origins`` are further origins its consumer service redirects to.  A request must be signed
    where ``require_signed_requests`` or the provider's own metadata says so; a signature that is
    there is verified in every case.  ``sign`` is ``assertion``, ``response`` or ``both``;
    ``encrypt`` lets only the provider read the assertion.  ``name_id`` is ``persistent``, or
    ``transient`` or ``none`` for a provider that must not recognise anybody.  ``errors`` is
    ``page``, or ``status`` where a refusal of the gate goes to the provider.  ``authn_context`` is
    the class that is asserted, empty where the file is silent; ``authn_contexts`` are all that can
    be, weakest first.
    """

    metadata: Path
    metadata_url: str = ""
    metadata_certificate: Path | None = None
    metadata_without_end: bool = False
    entity_id: str = ""
    require_signed_requests: bool = False
    sign: str = "assertion"
    encrypt: bool = False
    name_id: str = "persistent"
    errors: str = "page"
    idp_initiated: bool = False
    origins: tuple[str, ...] = ()
    authn_context: str = ""
    authn_contexts: tuple[str, ...] = ()
    attribute_names: tuple[NamedAttribute, ...] = ()
    name: ClassVar = "saml"

    @property
    def is_anonymous(self) -> bool:
        """Whether the provider must not recognise who comes again."""
        return self.name_id in _ANONYMOUS


def read_saml(
    table: Table, address: Callable[[str], str], catalogue: AttributeCatalogue
) -> SamlSection:
    """Return what *table* says; mistakes are noted there."""
    folder = table.file.parent
    section = SamlSection(
        metadata=table.path("metadata", folder),
        metadata_url=table.parsed("metadata_url", address, "") or "",
        metadata_certificate=_certificate(table, folder),
        metadata_without_end=table.flag("metadata_without_end", default=False),
        entity_id=table.text("entity_id", ""),
        require_signed_requests=table.flag("require_signed_requests", default=False),
        sign=_sign(table),
        encrypt=table.flag("encrypt", default=False),
        name_id=_choice(table, "name_id", ("persistent", *_ANONYMOUS)),
        errors=_choice(table, "errors", ("page", "status")),
        idp_initiated=table.flag("idp_initiated", default=False),
        origins=table.texts("origins") or (),
        authn_context=_uri(table, "authn_context"),
        authn_contexts=_contexts(table),
        attribute_names=_attribute_names(table, catalogue),
    )
    table.finish()
    return section


def _certificate(table: Table, folder: Path) -> Path | None:
    return table.path("metadata_certificate", folder) if _CERTIFICATE in table.values else None


def _sign(table: Table) -> str:
    """Return what is signed; ``sign_response = true`` is an older way to say both."""
    if "sign_response" not in table.values:
        return _choice(table, "sign", ("assertion", "response", "both"))
    if "sign" in table.values:
        table.problem("sign_response", "say it by `sign` alone")
        table.text("sign")
    return "both" if table.flag("sign_response", default=False) else "assertion"


def _choice(table: Table, key: str, choices: tuple[str, ...]) -> str:
    """Return one of *choices*; the first where the file is silent."""
    text = table.text(key, choices[0])
    if text not in choices:
        table.problem(key, f"must be one of {', '.join(choices)}")
    return text


def _contexts(table: Table) -> tuple[str, ...]:
    names = table.texts("authn_contexts") or ()
    if not all(map(_URI.fullmatch, names)):
        table.problem("authn_contexts", "must be absolute URIs, weakest first")
    return names


def _attribute_names(table: Table, catalogue: AttributeCatalogue) -> tuple[NamedAttribute, ...]:
    """Return ``[saml.attribute_names]``: ``PRO = "profil"``, or a table that says more."""
    names = table.table("attribute_names")
    if names is None:
        return ()
    found: list[NamedAttribute] = []
    for key in names.values:
        if key in catalogue:
            found.append(_named(names, Attribute(key)))
        else:
            names.problem(key, "unknown attribute")
    _refuse_shared(names, found, catalogue)
    return tuple(found)


def _named(names: Table, attribute: Attribute) -> NamedAttribute:
    more = names.table(attribute) if isinstance(names.values[attribute], dict) else None
    if more is None:
        return NamedAttribute(attribute=attribute, name=_printable(names, attribute))
    named = NamedAttribute(
        attribute=attribute,
        name=_printable(more, "name"),
        name_format=_uri(more, "name_format"),
        friendly_name=_printable(more, "friendly_name", ""),
    )
    more.finish()
    return named


def _refuse_shared(
    names: Table, found: Iterable[NamedAttribute], catalogue: AttributeCatalogue
) -> None:
    """Refuse a name that two attributes would have: those that are silent keep GAR's."""
    renamed = {one.attribute: one.name for one in found}
    owners = {str(attribute): attribute for attribute in catalogue if attribute not in renamed}
    for attribute, name in renamed.items():
        owner = owners.setdefault(name, attribute)
        if name and owner != attribute:
            names.problem(attribute, f"{name!r} is what {owner} is called")


def _printable(table: Table, key: str, default: str | None = None) -> str:
    text = table.text(key, default)
    if not text.isprintable():
        table.problem(key, "must be printable")
    return text


def _uri(table: Table, key: str) -> str:
    """Return an absolute URI (RFC 3986 4.3); empty is silent, as absent is."""
    text = table.text(key, "")
    if text and not _URI.fullmatch(text):
        table.problem(key, "must be an absolute URI, such as urn:oasis:names:tc:SAML:2.0:…")
    return text

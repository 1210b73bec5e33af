"""Reads notices of resources: LOM in XML, as ScoLOMFR and LOMFR extend it, alone or as harvested.

=====================  ===============================================================
what is read           where
=====================  ===============================================================
ARK                    ``general/identifier`` whose ``catalog`` is ``ark``: its ``entry``
title, description     ``general/title``, ``general/description``: French before other languages
access URL             ``technical/location``, the first one
publisher              ``lifeCycle/contribute`` of role *publisher*: ``FN`` or ``ORG`` of its vCard
publisher's number     ``NOTE:SIREN=`` and ``NOTE:ISNI=`` of that vCard; no ISNI is sixteen zeros
vignette               ``relation`` whose kind says *vignette*: the ``entry`` of its identifier
levels, subjects …     every term of a ScoLOMFR vocabulary, with its label
=====================  ===============================================================

The namespaces of LOMFR and ScoLOMFR changed with their versions, so elements inside are known by
their local names.  How a notice says its vignette is not confirmed by any sample.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from garbridge.core.identifiers import parse_resource_id
from garbridge.core.indexing import Indexing, vocabulary_of
from garbridge.core.national import Term
from garbridge.core.notices import Notice
from garbridge.core.texts import is_text
from garbridge.errors import MalformedError, OversizedError, ValueRefusedError
from garbridge.formats.tables import Problems
from garbridge.formats.xml import forget_before, stream_xml
from garbridge.gar.entries import is_seen

LOM: Final = "{http://ltsc.ieee.org/xsd/LOM}lom"
MOST_NOTICES: Final = 50_000
_PUBLISHER: Final = ("publisher", "éditeur")
_SIREN = re.compile(r"SIREN\s*=\s*([0-9]{9})\b")
_ISNI = re.compile(r"ISNI\s*=\s*([0-9]{15}[0-9X])\b")
_NO_ISNI: Final = "0" * 16
_NAMED = re.compile(r"^(FN|ORG)(?:;[^:\r\n]*)?:(.+)$", re.MULTILINE)
_FRENCH: Final = ("fr", "fre", "fra")
_LONGEST: Final = {"title": 255, "publisher": 255, "description": 4_000, "address": 2_000}


def read_notices(file: Path, problems: Problems) -> Iterator[Notice]:
    """Yield each notice of *file* that can be used; what is wrong is added to *problems*.

    Nothing is raised because of what the file holds.
    """
    found, last = 0, None
    try:
        with file.open("rb") as source:
            for element in stream_xml(source, (LOM,)):
                if element.tag != LOM or element is last:  # the root comes once more
                    continue
                last = element
                found += 1
                if found > MOST_NOTICES:
                    problems.add(file.name, f"plus de {MOST_NOTICES} notices")
                    return
                notice = _notice(element, f"{file.name}, ligne {element.sourceline}", problems)
                if notice is not None:
                    yield notice
                forget_before(element)
    except OSError as broken:
        problems.add(file.name, f"ne peut pas être lu ({type(broken).__name__})")
    except (MalformedError, OversizedError) as broken:
        place = file.name if broken.line is None else f"{file.name}, ligne {broken.line}"
        problems.add(place, "ce n’est pas du XML que l’on puisse lire")
    else:
        if not found:
            problems.add(file.name, "aucune notice (LOM) n’y est")


def _notice(element: etree._Element, place: str, problems: Problems) -> Notice | None:
    before = problems.total
    general = _first(element, "general")
    ark, publisher = _ark(general), _publisher(element)
    title = _sentence(_first(general, "title"))
    url = _text(_first(element, "technical", "location"))
    try:
        resource = parse_resource_id(ark)
    except ValueRefusedError:
        problems.add(place, "il faut un identifiant « ark »")
        return None
    if not is_seen(title) or not is_text(title) or len(title) > _LONGEST["title"]:
        problems.add(place, "il faut un titre d’une ligne")
    if not _is_address(url):
        problems.add(place, "il faut une adresse d’accès en https (technical/location)")
    vignette = _vignette(element)
    if vignette and not _is_address(vignette):
        problems.add(place, "l’adresse de la vignette n’est pas en https")
    if problems.total > before:
        return None
    return Notice(
        place=place,
        resource=resource,
        title=title,
        url=url,
        description=_line(_sentence(_first(general, "description")), "description"),
        publisher=_line(publisher[0], "publisher"),
        vignette=vignette,
        indexing=Indexing(publisher_id=publisher[1], terms=tuple(_terms(element))),
    )


def _ark(general: etree._Element | None) -> str:
    for identifier in _all(general, "identifier"):
        if _text(_first(identifier, "catalog")).lower() == "ark":
            return _text(_first(identifier, "entry"))
    return ""


def _publisher(element: etree._Element) -> tuple[str, str]:
    """Return the name of the publisher and its SIREN and ISNI; empty where they are not said."""
    for contribute in _all(_first(element, "lifeCycle"), "contribute"):
        role = _text(_first(contribute, "role", "value"))
        if not role.lower().endswith(_PUBLISHER):
            continue
        card = _text(_first(contribute, "entity")).replace("\\n", "\n")
        names = {kind: name.strip() for kind, name in reversed(_NAMED.findall(card))}
        siren, isni = _SIREN.search(card), _ISNI.search(card)
        number = f"{siren[1]}_{isni[1] if isni else _NO_ISNI}" if siren else ""
        return names.get("FN") or names.get("ORG", ""), "" if number.endswith("X") else number
    return "", ""


def _vignette(element: etree._Element) -> str:
    for relation in _all(element, "relation"):
        kind = _first(relation, "kind")
        said = [_text(_first(kind, "value")), _text(_first(kind, "label"))]
        if any("vignette" in text.lower() for text in said):
            return _text(_first(relation, "resource", "identifier", "entry"))
    return ""


def _terms(element: etree._Element) -> Iterator[Term]:
    """Yield each term once: of a classification, or a value with its label beside it."""
    seen: set[str] = set()
    for inside in element.iter(etree.Element):
        match _local(inside):
            case "taxon":
                uri, label = _text(_first(inside, "id")), _sentence(_first(inside, "entry"))
            case "value":
                uri, label = _text(inside), _text(_first(inside.getparent(), "label"))
            case _:
                continue
        if vocabulary_of(uri) and label and uri not in seen and _is_term(uri, label):
            seen.add(uri)
            yield Term(uri, label)


def _is_term(uri: str, label: str) -> bool:
    is_uri = uri.startswith(("http://", "https://")) and uri.isprintable() and " " not in uri
    return is_uri and is_text(label) and len(uri) + len(label) <= _LONGEST["address"]


def _is_address(text: str) -> bool:
    return text.startswith("https://") and len(text) <= _LONGEST["address"] and text.isprintable()


def _sentence(element: etree._Element | None) -> str:
    """Return the text of a LangString: in French if it is there, else the first one."""
    found = _all(element, "string")
    if not found:
        return _text(element)
    french = [one for one in found if (one.get("language") or "").lower()[:3] in _FRENCH]
    return " ".join(_text((french or found)[0]).split())


def _line(text: str, what: str) -> str:
    line = " ".join(text.split())[: _LONGEST[what]]
    return line if is_text(line) else ""


def _first(element: etree._Element | None, *names: str) -> etree._Element | None:
    for name in names:
        element = next(iter(_all(element, name)), None)
    return element


def _all(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else [one for one in element if _local(one) == name]


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()

"""A list of the GAR's, in the forms that were seen, for tests to change one thing in."""

import json
from base64 import b64encode
from collections.abc import Mapping
from html import escape

from garbridge.core.identifiers import SchoolId, TenantId

TENANT = TenantId("F0")
UAI = SchoolId("0690037R")
OTHER_UAI = SchoolId("0750001A")
HOST = "https://sp-auth.gar.example"

Entry = dict[str, object]


def address(name: str, school: str = UAI, tenant: str = TENANT) -> str:
    """Return where the resource *name* is opened through *school*, in the older form."""
    parts = (b64encode(text.encode()).decode() for text in (tenant, school, f"ark:/99999/{name}"))
    return "{}/domaineGar?idENT={}&idEtab={}&idSrc={}".format(HOST, *parts)


def entry(name: str = "r14", **other: object) -> Entry:
    """Return one entry with every field, and *other* in their place."""
    term = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-"
    whole: Entry = {
        "idRessource": f"http://n2t.net/ark:/99999/{name}",
        "idType": "ARK",
        "nomRessource": f"Manuel numérique {name}",
        "idEditeur": "378901946_0000000000000000",
        "nomEditeur": "Éditions de l’Étoile",
        "urlVignette": "https://vignette.gar.example/766.png",
        "typePresentation": {"code": "MAN", "nom": "manuels numériques"},
        "typePedagogique": [{"uri": f"{term}010-num-006", "nom": "étude de cas"}],
        "typologieDocument": [{"uri": f"{term}005-num-024", "nom": "livre numérique"}],
        "niveauEducatif": [],
        "domaineEnseignement": [
            {"uri": f"{term}015-num-990", "nom": "histoire (6e)"},
            {"uri": f"{term}015-num-991", "nom": "géographie (6e)"},
        ],
        "urlAccesRessource": address(name),
        "nomSourceEtiquetteGar": "Accessible via le Gestionnaire d’accès aux ressources (GAR)",
        "urlSourceEtiquette": "http://gar.example/logo-gar.svg",
        "distributeurTech": "378901946_0000000000000001",
        "validateurTech": "378901946_0000000000000002",
        "description": "Un manuel.",
    }
    return {**whole, **other}


def as_json(*entries: object) -> bytes:
    """Return a list of *entries* in JSON."""
    return json.dumps({"listeRessources": {"ressource": list(entries)}}).encode()


def as_xml(*entries: Mapping[str, object], root: str = "listeRessources") -> bytes:
    """Return the same in XML."""
    written = "".join(f"<ressource>{_children(one)}</ressource>" for one in entries)
    return f"<{root}>{written}</{root}>".encode()


def _children(values: Mapping[str, object]) -> str:
    return "".join(
        f"<{name}>{_inner(one)}</{name}>"
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    )


def _inner(value: object) -> str:
    return _children(value) if isinstance(value, dict) else escape(str(value))

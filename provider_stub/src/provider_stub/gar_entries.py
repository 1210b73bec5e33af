"""What the State's GAR lists, in the forms that public code and samples show: for its fakes."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape

Entry = Mapping[str, object]
_BADGE = "Accessible via le Gestionnaire d’accès aux ressources (GAR)"
_SIREN = "378901946_0000000000000000"
_NAMESPACE = "http://gar.education.fr/schemas/init/0/1/"
GENERATED = "2026-11-16T02:15:13Z"
"""When the catalogue for everybody says that it was made."""


def entry(name: str, *, access: str, tenant: str, school: str) -> Entry:
    """Return an entry of the list, as the GAR's samples have them; *name* may be a whole ARK."""
    ark = name if name.startswith("ark:") else f"ark:/99999/{name}"
    ent, etab, src = (b64encode(text.encode()).decode() for text in (tenant, school, ark))
    return {
        "idRessource": f"http://n2t.net/{ark}",
        "idType": "ARK",
        "nomRessource": f"Ressource nationale {name}",
        "idEditeur": _SIREN,
        "nomEditeur": "Éditions nationales",
        "typePresentation": {"code": "MAN", "nom": "manuels numériques"},
        "typePedagogique": [],
        "typologieDocument": [],
        "niveauEducatif": [{"uri": "", "nom": "6e"}],
        "domaineEnseignement": [{"uri": "", "nom": "histoire (6e)"}],
        "urlAccesRessource": f"{access}?idENT={ent}&idEtab={etab}&idSrc={src}",
        "nomSourceEtiquetteGar": _BADGE,
        "urlSourceEtiquette": "http://gar.example/assets/images/logo-gar.svg",
        "distributeurTech": _SIREN,
        "validateurTech": _SIREN,
    }


def as_json(entries: Sequence[Entry]) -> bytes:
    """Return the list in JSON."""
    return json.dumps({"listeRessources": {"ressource": list(entries)}}).encode()


def as_xml(entries: Sequence[Entry]) -> bytes:
    """Return the list in XML: children of the same names."""
    inside = "".join(f"<ressource>{_children(one)}</ressource>" for one in entries)
    return f"<listeRessources>{inside}</listeRessources>".encode()


def public_entry(name: str, **other: object) -> Entry:
    """Return an entry of the catalogue for everybody, with *other* in place of what it says."""
    plain: Entry = {
        "idRessource": f"http://n2t.net/ark:/99999/{name}",
        "nomRessource": f"Ressource nationale {name}",
        "idEditeur": _SIREN,
        "nomEditeur": "Éditions nationales",
        "distributeursCom": [
            {"distributeurCom": _SIREN, "nomDistributeurCom": "Librairie de l’ENT"}
        ],
        "distributeurTech": _SIREN,
        "nomDistributeurTech": "Distribution technique",
        "affichable": True,
        "diffusable": True,
    }
    return {**plain, **other}


def public_json(entries: Sequence[Entry], generated: str) -> bytes:
    """Return the catalogue in JSON."""
    inside = {"dateGeneration": generated, "ressourceDiffusable": list(entries)}
    return json.dumps({"listeRessourcesDiffusables": inside}).encode()


def public_xml(entries: Sequence[Entry], generated: str) -> bytes:
    """Return it in XML, with its namespace."""
    said = "".join(
        f"<ressourceDiffusable>{_children(one)}</ressourceDiffusable>" for one in entries
    )
    root, date = "listeRessourcesDiffusables", f"<dateGeneration>{generated}</dateGeneration>"
    return f'<{root} xmlns="{_NAMESPACE}">{date}{said}</{root}>'.encode()


def _children(values: Entry) -> str:
    return "".join(
        f"<{name}>{_children(one) if isinstance(one, dict) else escape(_text(one))}</{name}>"
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

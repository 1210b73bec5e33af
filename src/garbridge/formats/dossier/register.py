"""The register of processing activities (*registre*, RGPD article 30) as rows and as JSON."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from garbridge.core.dossier import Disclosure, Dossier
from garbridge.core.people import Profile
from garbridge.core.policy import LegalBasis
from garbridge.formats.dossier import words

COLUMNS: Final = (
    "traitement",
    "responsable",
    "contact_responsable",
    "sous_traitant_du_portail",
    "delegue_protection_donnees",
    "acte",
    "finalites",
    "base_legale",
    "personnes",
    "donnees",
    "destinataire",
    "qualite_du_destinataire",
    "contrat",
    "hebergement",
    "sous_traitants_ulterieurs",
    "transferts_hors_eee",
    "durees",
    "mesures",
    "version",
    "etabli_le",
)
"""Stable: sheets that people made from an earlier register go on working."""


_PURPOSES: Final = (
    "Ouvrir à chacun les ressources auxquelles il a droit, sans nouvelle authentification",
    "Attribuer les licences et en suivre l’emploi",
    "Établir des statistiques qui ne désignent personne",
)
_DATA: Final = (
    "Identité, profil, établissements, classes et groupes, tels que l’annuaire les donne",
    "Licences attribuées",
    "Accès : date, ressource, éditeur, noms des données transmises, jamais les valeurs",
)


def register_rows(dossier: Dossier, day: date) -> list[Sequence[str]]:
    """Return a row for the portal itself, then one for each provider."""
    found = [_portal(dossier)]
    found += [_provider(dossier, one) for one in dossier.disclosures]
    return [[*row, day.isoformat()] for row in found]


def register_document(dossier: Dossier, day: date) -> dict[str, object]:
    """Return the same as JSON: lists where a cell has several lines."""
    several = {"finalites", "donnees", "sous_traitants_ulterieurs", "transferts_hors_eee"}
    several |= {"durees", "mesures"}
    rows = [
        {
            name: (cell.split("\n") if cell else []) if name in several else cell
            for name, cell in zip(COLUMNS, row, strict=True)
        }
        for row in register_rows(dossier, day)
    ]
    return {"portail": dossier.portal, "etabli_le": day.isoformat(), "traitements": rows}


def _who(dossier: Dossier) -> list[str]:
    answers = dossier.responsibility
    return [
        answers.controller.name,
        answers.controller.contact,
        f"{answers.processor.name}, {answers.processor.contact}",
        f"{answers.officer.name}, {answers.officer.contact}",
        answers.legal_act,
    ]


def _portal(dossier: Dossier) -> list[str]:
    return [
        f"{dossier.portal} : accès aux ressources numériques",
        *_who(dossier),
        "\n".join(_PURPOSES),
        words.BASES[LegalBasis.PUBLIC_TASK],
        words.people(Profile),
        "\n".join(_DATA),
        "personnes habilitées de l’établissement et du portail",
        "",
        "",
        words.UNSTATED,
        "",
        "",
        "\n".join(f"{text} : {period}" for text, period in words.periods(dossier)),
        "\n".join(words.MEASURES),
        "",
    ]


def _provider(dossier: Dossier, one: Disclosure) -> list[str]:
    purposes = dict.fromkeys(told.purpose for told in one.told)
    bases = dict.fromkeys(words.BASES[told.legal_basis] for told in one.told)
    kept = [f"{told.label} : {told.retention or words.UNSTATED}" for told in one.told]
    terms = one.terms
    return [
        f"{dossier.portal} : transmission à {one.name}",
        *_who(dossier),
        "\n".join(("Ouvrir la ressource sans nouvelle authentification", *purposes)),
        ", ".join(bases) or words.BASES[LegalBasis.PUBLIC_TASK],
        words.people(one.profiles) or words.people(Profile),
        "\n".join((words.subject(dossier, one), *map(words.data, one.told))),
        one.name,
        words.ROLES[terms.role] if terms else words.UNSTATED,
        terms.contract if terms else words.UNSTATED,
        words.hosting(one),
        "\n".join(words.sub_processors(one)),
        "\n".join(words.transfers(one)),
        "\n".join(kept),
        "\n".join(words.MEASURES),
        one.version,
    ]

"""What the GAR would say of each finding, and what to do about it, in French.

The GAR's control tool refuses an object with « Impossible de créer le … » and a cause; which words
it uses for each cause is not public, so the cause is told here in our own.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Explanation(NamedTuple):
    """The object that the GAR would not create, and what to do."""

    refused: str
    remedy: str

    @property
    def text(self) -> str:
        """Both, as one sentence."""
        return f"le GAR : Impossible de créer le {self.refused} ; {self.remedy}"


_PERSON: Final = "GAREleve/GAREnseignant"
_ANY: Final = "fichier"
_CODE: Final = "corrigez le code dans l’annuaire"
_STRUCTURE: Final = (
    "le fichier ne suit pas le schéma : signalez-le à qui produit l’export, c’est un défaut"
)
EXPLANATIONS: Final[Mapping[str, Explanation]] = MappingProxyType(
    {
        "unknown_in_gar": Explanation(
            "GAREtab",
            "vérifiez l’UAI, ou rafraîchissez etablissements.xml ; sinon retirez l’établissement"
            " de [national] schools",
        ),
        "school_twice": Explanation(
            "GAREtab", "déclarez chaque UAI une seule fois pour tout le projet"
        ),
        "unknown_school": Explanation(
            "GAREtab, ni rien de ce qui le nomme",
            "déclarez l’établissement, ou n’exportez plus ce qui le nomme",
        ),
        "population_twice": Explanation(
            "GARMEF ou GARMatiere", "gardez une seule déclaration par établissement"
        ),
        "group_twice": Explanation("GARGroupe", "gardez une seule déclaration par établissement"),
        "shared_code": Explanation(
            "GARGroupe", "donnez à la division ou au groupe un autre code dans l’annuaire"
        ),
        "unknown_level": Explanation(
            "GARPersonMEF", "déclarez ce MEF dans l’établissement, ou corrigez le code"
        ),
        "unknown_subject": Explanation(
            "GAREleveEnseignement, GAREnsGroupeMatiere ou GAREnsClasseMatiere",
            "déclarez cette matière dans l’établissement, ou corrigez le code",
        ),
        "unknown_group": Explanation(
            "GARPersonGroupe", "déclarez ce groupe dans l’établissement, ou corrigez le code"
        ),
        "not_a_group": Explanation(
            "GAREnsGroupeMatiere", "une division se déclare dans GAREnsClasseMatiere"
        ),
        "not_a_division": Explanation(
            "GAREnsClasseMatiere", "un groupe se déclare dans GAREnsGroupeMatiere"
        ),
        "unknown_parent": Explanation(
            "GARGroupe", "GARGroupeDivAppartenance nomme une division du même établissement"
        ),
        "division_with_parent": Explanation(
            "GARGroupe", "seul un GROUPE a une GARGroupeDivAppartenance"
        ),
        "bad_status": Explanation("GARGroupe", "GARGroupeStatut est DIVISION ou GROUPE"),
        "person_twice": Explanation(
            _PERSON, "un identifiant est celui d’une seule personne, dans tout le projet"
        ),
        "profile_without_school": Explanation(
            _PERSON, "nommez dans GARPersonEtab chaque établissement qui a un profil"
        ),
        "school_without_profile": Explanation(
            _PERSON, "donnez un profil pour chaque établissement de GARPersonEtab"
        ),
        "unknown_profile": Explanation(_PERSON, "corrigez [national] profiles ou l’annuaire"),
        "bad_identifier": Explanation(_PERSON, "corrigez l’identifiant dans l’annuaire"),
        "unknown_person": Explanation(
            "GARPersonGroupe (ou un autre lien)",
            "déclarez la personne ; si l’annuaire a changé pendant l’export, recommencez",
        ),
        "not_in_school": Explanation(
            "GARPersonMEF (ou un autre lien)",
            "la personne a ses liens dans ses propres établissements ; si l’annuaire a changé"
            " pendant l’export, recommencez",
        ),
        "fact_twice": Explanation("GARPersonGroupe (ou un autre lien)", "gardez un seul lien"),
        "delegate_twice": Explanation(
            "GARRespAff", "tous les établissements d’un responsable sont dans un seul bloc"
        ),
        "unknown_delegate": Explanation(
            "GARRespAff", "le responsable est d’abord déclaré comme enseignant ou personnel"
        ),
        "bad_uai": Explanation("GAREtab", "un UAI a sept chiffres et une lettre"),
        "bad_code": Explanation("GARGroupe, GARMEF ou GARMatiere", _CODE),
        **{
            code: Explanation(_ANY, _STRUCTURE)
            for code in (
                *("missing_element", "unexpected_element", "wrong_order", "too_many", "too_long"),
                *("empty_value", "bad_date", "unexpected_attribute", "unexpected_text"),
                *("wrong_root", "missing_version", "malformed_xml", "oversized_element"),
                *("unexpected_file", "file_twice", "wrong_project", "two_runs", "no_file"),
                *("missing_sheet", "missing_part", "file_too_large", "too_many_files"),
                *("archive_too_large", "archive_name", "archive_truncated", "archive_broken"),
                *("archive_link", "archive_path", "archive_kind", "unreadable_file"),
                *("md5_missing", "md5_malformed", "md5_wrong", "not_an_export"),
            )
        },
    }
)
"""By the stable code of a finding: every error there is."""

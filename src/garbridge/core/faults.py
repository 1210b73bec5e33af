"""What a person is told when something breaks: a total table from errors to codes.

Keyed by :attr:`garbridge.errors.GarbridgeError.code`; the twin of :mod:`garbridge.core.incidents`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.incidents import (
    ASK_PORTAL,
    START_AGAIN,
    Incident,
)
from garbridge.core.messages import N_, Message
from garbridge.core.owners import Owner

SESSION_ENDED = Incident(
    "GB-SES-01",
    Owner.PERSON,
    401,
    N_("Votre session a expiré"),
    N_("Connectez-vous de nouveau, puis ouvrez la ressource."),
)
CANNOT_REAUTHENTICATE = Incident(
    "GB-SES-03",
    Owner.PORTAL,
    403,
    N_("Le portail ne peut pas vérifier de nouveau votre identité"),
    ASK_PORTAL,
)
_BAD_REQUEST = Incident(
    "GB-REQ-01",
    Owner.PROVIDER,
    400,
    N_("Cette demande de connexion n’est pas valable"),
    START_AGAIN,
)


def _request(number: int, owner: Owner, status: int, *texts: Message) -> Incident:
    return Incident(f"GB-REQ-{number:02}", owner, status, *texts)


ERRORS: Mapping[str, Incident] = MappingProxyType(
    {
        "protocol": _BAD_REQUEST,
        "malformed": _BAD_REQUEST,
        "value_refused": _BAD_REQUEST,
        "oversized": _request(
            2,
            Owner.PROVIDER,
            400,
            N_("Cette demande de connexion est trop grande"),
            START_AGAIN,
        ),
        "bad_signature": _request(
            3,
            Owner.PROVIDER,
            400,
            N_("L’origine de cette demande n’a pas pu être vérifiée"),
            START_AGAIN,
        ),
        "replayed": _request(
            4,
            Owner.PERSON,
            400,
            N_("Cette demande de connexion a déjà servi"),
            START_AGAIN,
        ),
        "stale": _request(
            5,
            Owner.PERSON,
            400,
            N_("Cette demande de connexion est trop ancienne"),
            START_AGAIN,
        ),
        "wrong_address": _request(
            6,
            Owner.PROVIDER,
            400,
            N_("Cette demande de connexion ne s’adresse pas à ce portail"),
            START_AGAIN,
        ),
        "unknown_provider": _request(
            7,
            Owner.PORTAL,
            400,
            N_("Cet éditeur n’est pas connu du portail"),
            ASK_PORTAL,
        ),
        "unknown_service": _request(
            8,
            Owner.PORTAL,
            400,
            N_("Cette adresse de retour n’est pas connue du portail"),
            ASK_PORTAL,
        ),
        "unsupported_request": _request(
            9,
            Owner.PROVIDER,
            400,
            N_("Cette demande de connexion n’est pas prévue pour cet éditeur"),
            START_AGAIN,
        ),
        "unknown_tenant": _request(
            10,
            Owner.PORTAL,
            404,
            N_("Ce lien appartient à un autre ENT"),
            ASK_PORTAL,
        ),
        "stranger": _request(
            11,
            Owner.PERSON,
            400,
            N_("Cette demande de connexion a été commencée par quelqu’un d’autre"),
            START_AGAIN,
        ),
        "metadata_unreachable": Incident(
            "GB-PRV-01",
            Owner.PROVIDER,
            502,
            N_("L’éditeur n’a pas répondu"),
            ASK_PORTAL,
        ),
        "release_mismatch": Incident(
            "GB-DCP-02",
            Owner.PORTAL,
            500,
            N_("L’accès a été bloqué pour protéger vos données"),
            ASK_PORTAL,
        ),
        "store_unavailable": Incident(
            "GB-ENT-01",
            Owner.PORTAL,
            503,
            N_("Le service est momentanément indisponible"),
            N_("Réessayez dans quelques minutes."),
        ),
        "store": Incident(
            "GB-ENT-02",
            Owner.PORTAL,
            500,
            N_("Le service a rencontré un problème"),
            ASK_PORTAL,
        ),
        "key_in_use": Incident(
            "GB-ENT-05",
            Owner.PORTAL,
            500,
            N_("Le service a rencontré un problème"),
            ASK_PORTAL,
        ),
        "internal": Incident(
            "GB-ENT-03",
            Owner.PORTAL,
            500,
            N_("Le service a rencontré un problème"),
            ASK_PORTAL,
        ),
        "config": Incident(
            "GB-ENT-04",
            Owner.PORTAL,
            500,
            N_("Le service est mal configuré"),
            ASK_PORTAL,
        ),
        "import_refused": Incident(
            "GB-ANN-05",
            Owner.PORTAL,
            422,
            N_("Le fichier a été refusé"),
            ASK_PORTAL,
        ),
    }
)


def incident_of(code: str) -> Incident:
    """Return the incident of an error's *code*; an unknown code is the internal one.

    >>> incident_of("replayed").code
    'GB-REQ-04'
    """
    return ERRORS.get(code, ERRORS["internal"])

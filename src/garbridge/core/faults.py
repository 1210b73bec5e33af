"""What a person is told when something breaks: a total table from errors to codes.

Keyed by :attr:`garbridge.errors.GarbridgeError.code`; the twin of :mod:`garbridge.core.incidents`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from garbridge.core.incidents import (
    ASK_PORTAL,
    ASK_PORTAL_EN,
    START_AGAIN,
    START_AGAIN_EN,
    Incident,
    incident,
)
from garbridge.core.owners import Owner

SESSION_ENDED = incident(
    "GB-SES-01",
    Owner.PERSON,
    401,
    "Votre session a expiré",
    "Connectez-vous de nouveau, puis ouvrez la ressource.",
    "Your session has ended",
    "Sign in again, then open the resource.",
)
CANNOT_REAUTHENTICATE = incident(
    "GB-SES-03",
    Owner.PORTAL,
    403,
    "Le portail ne peut pas vérifier de nouveau votre identité",
    ASK_PORTAL,
    "The portal cannot check your identity again",
    ASK_PORTAL_EN,
)
_BAD_REQUEST = incident(
    "GB-REQ-01",
    Owner.PROVIDER,
    400,
    "Cette demande de connexion n’est pas valable",
    START_AGAIN,
    "This sign-in request is not valid",
    START_AGAIN_EN,
)


def _request(number: int, owner: Owner, status: int, *texts: str) -> Incident:
    return incident(f"GB-REQ-{number:02}", owner, status, *texts)


ERRORS: Mapping[str, Incident] = MappingProxyType(
    {
        "protocol": _BAD_REQUEST,
        "malformed": _BAD_REQUEST,
        "value_refused": _BAD_REQUEST,
        "oversized": _request(
            2,
            Owner.PROVIDER,
            400,
            "Cette demande de connexion est trop grande",
            START_AGAIN,
            "This sign-in request is too large",
            START_AGAIN_EN,
        ),
        "bad_signature": _request(
            3,
            Owner.PROVIDER,
            400,
            "L’origine de cette demande n’a pas pu être vérifiée",
            START_AGAIN,
            "The origin of this request could not be verified",
            START_AGAIN_EN,
        ),
        "replayed": _request(
            4,
            Owner.PERSON,
            400,
            "Cette demande de connexion a déjà servi",
            START_AGAIN,
            "This sign-in request was already used",
            START_AGAIN_EN,
        ),
        "stale": _request(
            5,
            Owner.PERSON,
            400,
            "Cette demande de connexion est trop ancienne",
            START_AGAIN,
            "This sign-in request is too old",
            START_AGAIN_EN,
        ),
        "wrong_address": _request(
            6,
            Owner.PROVIDER,
            400,
            "Cette demande de connexion ne s’adresse pas à ce portail",
            START_AGAIN,
            "This sign-in request is not for this portal",
            START_AGAIN_EN,
        ),
        "unknown_provider": _request(
            7,
            Owner.PORTAL,
            400,
            "Cet éditeur n’est pas connu du portail",
            ASK_PORTAL,
            "This publisher is not known to the portal",
            ASK_PORTAL_EN,
        ),
        "unknown_service": _request(
            8,
            Owner.PORTAL,
            400,
            "Cette adresse de retour n’est pas connue du portail",
            ASK_PORTAL,
            "This return address is not known to the portal",
            ASK_PORTAL_EN,
        ),
        "unsupported_request": _request(
            9,
            Owner.PROVIDER,
            400,
            "Cette demande de connexion n’est pas prévue pour cet éditeur",
            START_AGAIN,
            "This sign-in request is not provided for this publisher",
            START_AGAIN_EN,
        ),
        "unknown_tenant": _request(
            10,
            Owner.PORTAL,
            404,
            "Ce lien appartient à un autre ENT",
            ASK_PORTAL,
            "This link belongs to another portal",
            ASK_PORTAL_EN,
        ),
        "stranger": _request(
            11,
            Owner.PERSON,
            400,
            "Cette demande de connexion a été commencée par quelqu’un d’autre",
            START_AGAIN,
            "This sign-in request was begun by somebody else",
            START_AGAIN_EN,
        ),
        "metadata_unreachable": incident(
            "GB-PRV-01",
            Owner.PROVIDER,
            502,
            "L’éditeur n’a pas répondu",
            ASK_PORTAL,
            "The publisher did not answer",
            ASK_PORTAL_EN,
        ),
        "release_mismatch": incident(
            "GB-DCP-02",
            Owner.PORTAL,
            500,
            "L’accès a été bloqué pour protéger vos données",
            ASK_PORTAL,
            "Access was stopped to protect your data",
            ASK_PORTAL_EN,
        ),
        "store_unavailable": incident(
            "GB-ENT-01",
            Owner.PORTAL,
            503,
            "Le service est momentanément indisponible",
            "Réessayez dans quelques minutes.",
            "The service is away for a moment",
            "Try again in a few minutes.",
        ),
        "store": incident(
            "GB-ENT-02",
            Owner.PORTAL,
            500,
            "Le service a rencontré un problème",
            ASK_PORTAL,
            "The service met a problem",
            ASK_PORTAL_EN,
        ),
        "key_in_use": incident(
            "GB-ENT-05",
            Owner.PORTAL,
            500,
            "Le service a rencontré un problème",
            ASK_PORTAL,
            "The service met a problem",
            ASK_PORTAL_EN,
        ),
        "internal": incident(
            "GB-ENT-03",
            Owner.PORTAL,
            500,
            "Le service a rencontré un problème",
            ASK_PORTAL,
            "The service met a problem",
            ASK_PORTAL_EN,
        ),
        "config": incident(
            "GB-ENT-04",
            Owner.PORTAL,
            500,
            "Le service est mal configuré",
            ASK_PORTAL,
            "The service is not configured correctly",
            ASK_PORTAL_EN,
        ),
        "import_refused": incident(
            "GB-ANN-05",
            Owner.PORTAL,
            422,
            "Le fichier a été refusé",
            ASK_PORTAL,
            "The file was refused",
            ASK_PORTAL_EN,
        ),
    }
)


def incident_of(code: str) -> Incident:
    """Return the incident of an error's *code*; an unknown code is the internal one.

    >>> incident_of("replayed").code
    'GB-REQ-04'
    """
    return ERRORS.get(code, ERRORS["internal"])

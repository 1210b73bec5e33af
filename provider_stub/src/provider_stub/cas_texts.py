"""The words for what is checked of a CAS ticket."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from provider_stub.check_ids import CheckId, Text

CAS_TEXTS: Mapping[CheckId, Text] = MappingProxyType(
    {
        CheckId.OPEN_REQUEST: Text(
            code="EF-CAS-01",
            label="Demande ouverte par ce navigateur",
            refusal="Aucune demande ouverte de ce navigateur ne correspond à ce ticket.",
        ),
        CheckId.TICKET_SHAPE: Text(
            code="EF-CAS-02",
            label="Forme du ticket",
            refusal="Le ticket reçu n'a pas la forme d'un ticket de service.",
            status=HTTPStatus.BAD_REQUEST,
        ),
        CheckId.PORTAL_ANSWER: Text(
            code="EF-CAS-03",
            label="Réponse du portail lisible",
            refusal="La réponse du portail n'a pas la forme attendue.",
            status=HTTPStatus.BAD_GATEWAY,
        ),
        CheckId.TICKET: Text(
            code="EF-CAS-04",
            label="Ticket reconnu par le portail",
            refusal="Le portail ne reconnaît pas ce ticket.",
        ),
        CheckId.TICKET_SINGLE_USE: Text(
            code="EF-CAS-05",
            label="Usage unique",
            refusal="Ce ticket a déjà servi.",
        ),
        CheckId.CAS_USER: Text(
            code="EF-CAS-06",
            label="Sujet",
            refusal="La réponse ne porte pas d'identifiant utilisable.",
        ),
    }
)

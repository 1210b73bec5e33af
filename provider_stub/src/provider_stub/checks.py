"""The checks of an arrival, one value each: what was looked at, and what came out.

Codes are stable: they stand on the pages and in ``/received``.  The table
:data:`TEXTS` is total; a test says so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeVar

from provider_stub.errors import PortalError, RefusedMessageError

T = TypeVar("T")


class CheckId(StrEnum):
    """What is checked, in the order of the pages."""

    READABLE = "readable"
    STRUCTURE = "structure"
    STATUS = "status"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    DESTINATION = "destination"
    RECIPIENT = "recipient"
    IN_RESPONSE_TO = "in_response_to"
    SINGLE_USE = "single_use"
    WINDOW = "window"
    STATEMENTS = "statements"
    RELAY_STATE = "relay_state"
    SUBJECT = "subject"
    SECOND_READING = "second_reading"
    TICKET_SHAPE = "ticket_shape"
    OPEN_REQUEST = "open_request"
    TICKET_SINGLE_USE = "ticket_single_use"
    PORTAL_ANSWER = "portal_answer"
    TICKET = "ticket"
    CAS_USER = "cas_user"


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The words for one check: its code, its name, and the sentence of its refusal."""

    code: str
    label: str
    refusal: str
    status: HTTPStatus = HTTPStatus.FORBIDDEN


TEXTS: Mapping[CheckId, Text] = MappingProxyType(
    {
        CheckId.READABLE: Text(
            code="EF-MSG-01",
            label="Message lisible",
            refusal="Le message reçu n'est pas un message que l'on accepte de lire.",
            status=HTTPStatus.BAD_REQUEST,
        ),
        CheckId.STRUCTURE: Text(
            code="EF-MSG-02",
            label="Structure",
            refusal="Le message n'a pas la forme attendue.",
            status=HTTPStatus.BAD_REQUEST,
        ),
        CheckId.STATUS: Text(
            code="EF-SAML-01",
            label="Statut",
            refusal="Le portail répond qu'il n'ouvre pas l'accès.",
        ),
        CheckId.SIGNATURE: Text(
            code="EF-SAML-02",
            label="Signature",
            refusal="La signature ne prouve pas que le message vient du portail.",
        ),
        CheckId.ISSUER: Text(
            code="EF-SAML-03",
            label="Émetteur",
            refusal="Le message n'est pas émis par le portail attendu.",
        ),
        CheckId.AUDIENCE: Text(
            code="EF-SAML-04",
            label="Audience",
            refusal="Le message est destiné à un autre fournisseur.",
        ),
        CheckId.DESTINATION: Text(
            code="EF-SAML-05",
            label="Destination",
            refusal="Le message est adressé à un autre point de réception.",
        ),
        CheckId.RECIPIENT: Text(
            code="EF-SAML-06",
            label="Destinataire de la confirmation",
            refusal="L'assertion est à remettre à une autre adresse.",
        ),
        CheckId.IN_RESPONSE_TO: Text(
            code="EF-SAML-07",
            label="Réponse à notre demande",
            refusal="Aucune demande ouverte de ce navigateur ne correspond à cette réponse.",
        ),
        CheckId.SINGLE_USE: Text(
            code="EF-SAML-08",
            label="Usage unique",
            refusal="Cette assertion a déjà servi.",
        ),
        CheckId.WINDOW: Text(
            code="EF-SAML-09",
            label="Fenêtre de temps",
            refusal="Le message n'est pas valable à cette heure.",
        ),
        CheckId.STATEMENTS: Text(
            code="EF-SAML-10",
            label="Déclaration d'authentification",
            refusal="L'assertion ne dit pas, ou dit deux fois, qu'une personne s'est identifiée.",
        ),
        CheckId.RELAY_STATE: Text(
            code="EF-SAML-11",
            label="RelayState rendu intact",
            refusal="Le RelayState n'est pas revenu tel qu'il était parti.",
        ),
        CheckId.SUBJECT: Text(
            code="EF-SAML-12",
            label="Sujet",
            refusal="L'assertion ne porte pas d'identifiant utilisable.",
        ),
        CheckId.SECOND_READING: Text(
            code="EF-SAML-13",
            label="Seconde lecture (pysaml2)",
            refusal="La bibliothèque SAML, elle, refuse ce message.",
        ),
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


@dataclass(frozen=True, slots=True)
class Check:
    """One check and how it ended; ``detail`` is one short French phrase."""

    id: CheckId
    outcome: Outcome
    detail: str = ""

    @property
    def text(self) -> Text:
        """The words for this check."""
        return TEXTS[self.id]


def passed(check: CheckId, detail: str = "") -> Check:
    """Say that *check* held."""
    return Check(check, Outcome.PASSED, detail)


def refused(check: CheckId, detail: str = "") -> Check:
    """Say that *check* did not hold."""
    return Check(check, Outcome.REFUSED, detail)


class StoppedError(Exception):
    """A check did not hold without which the next ones mean nothing."""

    def __init__(self, check: Check) -> None:
        self.check = check
        super().__init__(check.id)


def require(check: CheckId, work: Callable[[], T]) -> T:
    """Return what *work* returns; whatever breaks in it has refused *check*.

    Raises:
        StoppedError: with the refusal.
        PortalError: the portal could not be asked, which is no fault of the message.
    """
    try:
        return work()
    except (PortalError, StoppedError):
        raise
    except RefusedMessageError as wrong:
        raise StoppedError(refused(check, wrong.reason)) from wrong
    except Exception as broken:
        # Fail closed: an error inside a check is a refusal, never a pass.
        raise StoppedError(refused(check, "contrôle interrompu")) from broken


def judge(check: CheckId, decide: Callable[[], Check]) -> Check:
    """Run one check that does not stop the others."""
    try:
        return require(check, decide)
    except StoppedError as stopped:
        return stopped.check


def all_passed(checks: Iterable[Check]) -> bool:
    """Whether every check held; no check at all is a refusal."""
    outcomes = [check.outcome for check in checks]
    return bool(outcomes) and all(outcome is Outcome.PASSED for outcome in outcomes)


def complete(checks: Iterable[Check], plan: Iterable[CheckId]) -> tuple[Check, ...]:
    """Fill *checks* up to *plan*: what was not looked at is said, not hidden."""
    done = {check.id: check for check in checks}
    return tuple(done.get(each, Check(each, Outcome.NOT_REACHED)) for each in plan)

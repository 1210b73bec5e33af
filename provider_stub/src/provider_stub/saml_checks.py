"""What a verified assertion must say to be for us, from the portal, now and once.

SAML Profiles 4.1.4.3, check by check.  Each is a pure function; what it compares
with comes in as :class:`Wanted`.  An absent value is a refusal, never a pass.

Not checked: ``AuthnContext``, because our request asks for none; ``Address``,
because a school's browsers share one; ``SessionNotOnOrAfter``, because we keep no session.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from provider_stub.browsers import NotOpen, OpenRequest
from provider_stub.checks import Check, CheckId, judge, passed, refused
from provider_stub.saml_message import SUCCESS, Confirmation, Envelope, VerifiedAssertion

_MAX_NAME_ID = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the message is compared with."""

    issuer: str
    audience: str
    acs_url: str
    request: OpenRequest | NotOpen
    relay_state: str | None
    fresh: bool
    now: datetime
    skew: timedelta


def check_status(envelope: Envelope) -> Check:
    """Require ``Success`` as the top-level status."""
    if envelope.status[:1] == (SUCCESS,):
        return passed(CheckId.STATUS)
    short = (value.rpartition(":")[2] for value in envelope.status)
    return refused(CheckId.STATUS, " / ".join(short)[:120] or "aucun statut")


def check_all(
    assertion: VerifiedAssertion, envelope: Envelope, wanted: Wanted
) -> tuple[Check, ...]:
    """Run every check, also after one refused: the page shows them all."""
    confirmation = pick_confirmation(assertion, wanted.acs_url)
    plan = {
        CheckId.ISSUER: partial(_issuer, assertion, wanted),
        CheckId.AUDIENCE: partial(_audience, assertion, wanted),
        CheckId.DESTINATION: partial(_destination, envelope, wanted),
        CheckId.RECIPIENT: partial(_recipient, confirmation, wanted),
        CheckId.IN_RESPONSE_TO: partial(_in_response_to, confirmation, envelope, wanted),
        CheckId.SINGLE_USE: partial(_single_use, wanted),
        CheckId.WINDOW: partial(_window, assertion, confirmation, wanted),
        CheckId.STATEMENTS: partial(_statements, assertion),
        CheckId.RELAY_STATE: partial(_relay_state, wanted),
        CheckId.SUBJECT: partial(_subject, assertion),
    }
    return tuple(judge(check, decide) for check, decide in plan.items())


def pick_confirmation(assertion: VerifiedAssertion, acs_url: str) -> Confirmation | None:
    """Choose the bearer confirmation to judge: one meant for our ACS, else any."""
    ours = (each for each in assertion.confirmations if each.recipient == acs_url)
    return next(ours, next(iter(assertion.confirmations), None))


def last_moment(assertion: VerifiedAssertion, wanted_skew: timedelta) -> datetime | None:
    """Return until when the assertion could be accepted at most; ``None`` when it never ends."""
    ends = [assertion.not_on_or_after, *(c.not_on_or_after for c in assertion.confirmations)]
    known = [end for end in ends if end is not None]
    return max(known) + wanted_skew if known else None


def _issuer(assertion: VerifiedAssertion, wanted: Wanted) -> Check:
    """Require the issuer whose metadata we hold."""
    if assertion.issuer != wanted.issuer:
        return refused(CheckId.ISSUER, _instead(assertion.issuer))
    return passed(CheckId.ISSUER, assertion.issuer)


def _audience(assertion: VerifiedAssertion, wanted: Wanted) -> Check:
    """Require an AudienceRestriction, and our entityID in each (Core 2.5.1.4)."""
    if assertion.unknown_conditions:
        return refused(CheckId.AUDIENCE, f"condition inconnue : {assertion.unknown_conditions[0]}")
    if not assertion.audiences:
        return refused(CheckId.AUDIENCE, "aucune audience nommée")
    if not all(wanted.audience in restriction for restriction in assertion.audiences):
        return refused(CheckId.AUDIENCE, _instead(_first(*assertion.audiences)))
    return passed(CheckId.AUDIENCE, wanted.audience)


def _destination(envelope: Envelope, wanted: Wanted) -> Check:
    """Require our ACS as Destination (Bindings 3.5.5.2)."""
    if envelope.destination != wanted.acs_url:
        return refused(CheckId.DESTINATION, _instead(envelope.destination))
    return passed(CheckId.DESTINATION, wanted.acs_url)


def _recipient(confirmation: Confirmation | None, wanted: Wanted) -> Check:
    """Require a bearer confirmation for our ACS."""
    if confirmation is None:
        return refused(CheckId.RECIPIENT, "aucune confirmation au porteur")
    if confirmation.recipient != wanted.acs_url:
        return refused(CheckId.RECIPIENT, _instead(confirmation.recipient))
    return passed(CheckId.RECIPIENT, wanted.acs_url)


def _in_response_to(confirmation: Confirmation | None, envelope: Envelope, wanted: Wanted) -> Check:
    """Require an open request of this browser, named inside and outside the assertion."""
    if confirmation is None or not confirmation.in_response_to:
        return refused(CheckId.IN_RESPONSE_TO, "réponse non sollicitée")
    if envelope.in_response_to != confirmation.in_response_to:
        return refused(CheckId.IN_RESPONSE_TO, "la réponse et l'assertion se contredisent")
    if isinstance(wanted.request, NotOpen):
        return refused(CheckId.IN_RESPONSE_TO, f"demande {wanted.request.value}")
    return passed(CheckId.IN_RESPONSE_TO, "demande ouverte par ce navigateur, désormais close")


def _single_use(wanted: Wanted) -> Check:
    """Require an assertion never seen before (Profiles 4.1.4.5)."""
    if not wanted.fresh:
        return refused(CheckId.SINGLE_USE, "identifiant déjà reçu")
    return passed(CheckId.SINGLE_USE, "première présentation")


def _window(
    assertion: VerifiedAssertion, confirmation: Confirmation | None, wanted: Wanted
) -> Check:
    """Require now to be inside both windows, skew allowed; ends are exclusive."""
    end = confirmation.not_on_or_after if confirmation else None
    if confirmation is None or end is None:
        return refused(CheckId.WINDOW, "la confirmation ne dit pas quand elle finit")
    if confirmation.not_before is not None:
        return refused(CheckId.WINDOW, "NotBefore interdit dans une confirmation au porteur")
    ends = [end] if assertion.not_on_or_after is None else [end, assertion.not_on_or_after]
    left = (min(ends) - wanted.now).total_seconds()
    allowed = wanted.skew.total_seconds()
    if left + allowed <= 0:
        return refused(CheckId.WINDOW, f"expiré depuis {-left:.0f} s")
    if assertion.not_before is not None and wanted.now + wanted.skew < assertion.not_before:
        early = (assertion.not_before - wanted.now).total_seconds()
        return refused(CheckId.WINDOW, f"valable dans {early:.0f} s seulement")
    if left <= 0:
        return passed(CheckId.WINDOW, f"fini depuis {-left:.0f} s, écart d'horloge toléré")
    return passed(CheckId.WINDOW, f"encore {left:.0f} s")


def _statements(assertion: VerifiedAssertion) -> Check:
    """Require exactly one AuthnStatement (Profiles 4.1.4.2)."""
    if assertion.authn_statements != 1:
        return refused(CheckId.STATEMENTS, f"{assertion.authn_statements} déclarations")
    return passed(CheckId.STATEMENTS)


def _relay_state(wanted: Wanted) -> Check:
    """Require the RelayState of the request, byte for byte (GAR: URL of the resource)."""
    if isinstance(wanted.request, NotOpen):
        return refused(CheckId.RELAY_STATE, "sans demande ouverte, rien à comparer")
    if wanted.relay_state != wanted.request.relay_state:
        return refused(CheckId.RELAY_STATE, _instead(wanted.relay_state or ""))
    return passed(CheckId.RELAY_STATE, wanted.request.relay_state)


def _subject(assertion: VerifiedAssertion) -> Check:
    """Require a NameID; its length is said, for GAR's own has 128 characters."""
    length = len(assertion.name_id)
    if not assertion.name_id.strip() or length > _MAX_NAME_ID:
        return refused(CheckId.SUBJECT, "NameID absent, vide ou trop long")
    return passed(CheckId.SUBJECT, f"{length} caractères")


def _first(*groups: Iterable[str]) -> str:
    """Return one value to show, if there is any."""
    return next((value for group in groups for value in sorted(group)), "")


def _instead(value: str) -> str:
    """Say what stood there instead, bounded."""
    return f"reçu : {value[:160]}" if value else "absent"

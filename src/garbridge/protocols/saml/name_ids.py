"""Which identifier a provider is given, and in which form (Core 2.2.2, 3.4.1.1, 8.3).

Persistent and pairwise unless it must not recognise anybody, by its agreement, or need not, by its
request: then one that is made for this launch and forgotten, or none at all.  Beside it stands
*pairwise-id* where the provider's metadata asks for that attribute (Subject Identifier Attributes
1.0, 3.4 and 4): the same identifier in another form, which tells nothing more.

``AllowCreate`` decides nothing: identifiers are derived, none is created for a request.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import ProviderId
from garbridge.core.pairwise import scoped_identifier
from garbridge.core.records import quick
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ReleaseMismatchError
from garbridge.formats.saml.names import PERSISTENT, TRANSIENT, UNSPECIFIED
from garbridge.formats.saml.values import new_identifier
from garbridge.ports import Participant, TokenSource
from garbridge.protocols.saml.authn_request import AuthnRequest
from garbridge.protocols.saml.peers import SamlRegistration, SubjectRequest
from garbridge.protocols.saml.statuses import Status, StatusError

PROTOCOL: Final = "saml"


class NameIdFormat(StrEnum):
    """The formats we give."""

    PERSISTENT = PERSISTENT
    TRANSIENT = TRANSIENT
    NONE = ""
    """No NameID: a Subject may do without one (Core 2.4.1)."""


@quick
@dataclass(frozen=True, slots=True)
class NameId:
    """An identifier of somebody at one provider, as it was given there; empty where none was."""

    format: NameIdFormat
    value: str


def usual_format(registration: SamlRegistration) -> NameIdFormat:
    """Return the format for whoever does not ask for one."""
    if registration.settings.without_name_id:
        return NameIdFormat.NONE
    return NameIdFormat.TRANSIENT if registration.settings.anonymous else NameIdFormat.PERSISTENT


def wanted_format(request: AuthnRequest, registration: SamlRegistration) -> NameIdFormat:
    """Return the format *request* is answered in.

    Raises:
        StatusError: it asks for one we do not give, or one that tells more than was agreed, or for
            an identifier at somebody else (*InvalidNameIDPolicy*).
    """
    policy, usual = request.name_id_policy, usual_format(registration)
    if policy is None:
        return usual
    if policy.sp_name_qualifier not in {None, registration.peer.entity_id}:
        raise _refused("a NameID of another service provider")
    if policy.name_format in {None, UNSPECIFIED, usual}:
        return usual
    if policy.name_format == NameIdFormat.TRANSIENT:
        return NameIdFormat.TRANSIENT
    raise _refused("a NameID of a format that was not agreed")


def _refused(why: str) -> StatusError:
    return StatusError(Status.INVALID_NAME_ID_POLICY, why)


def name_id(wanted: NameIdFormat, claims: ReleasedClaims, tokens: TokenSource) -> NameId:
    """Return the identifier to give, in the form that is *wanted*.

    A transient one may be given again within a session (Core 8.3.8), where *claims* say it.

    Raises:
        ReleaseMismatchError: it should be a persistent one, and none may leave.
    """
    if wanted is NameIdFormat.NONE:
        return NameId(wanted, "")
    if wanted is NameIdFormat.TRANSIENT:
        known = claims.known_as
        return NameId(wanted, new_identifier(tokens) if known is None else known.name)
    if not claims.subject:
        raise ReleaseMismatchError("no identifier may leave for this provider")
    return NameId(wanted, claims.subject)


def pairwise_id(registration: SamlRegistration, claims: ReleasedClaims, scope: str) -> str | None:
    """Return the value of *pairwise-id*, ``None`` where it is not asked for or none may leave."""
    if not is_scoped(registration) or not claims.subject:
        return None
    return scoped_identifier(claims.subject, scope)


def is_scoped(registration: SamlRegistration) -> bool:
    """Say whether the provider is given *pairwise-id*."""
    asked = registration.peer.subject_request
    return asked in {SubjectRequest.PAIRWISE, SubjectRequest.ANY} and (
        not registration.settings.anonymous
    )


def participant(provider: ProviderId, given: NameId, index: str) -> Participant:
    """Return who was signed in where; :func:`name_id_of` reads it again for a logout.

    Who was given no name there can be named by nobody, and cannot be logged out.
    """
    return Participant(
        provider=provider,
        protocol=PROTOCOL,
        subject=given.value or index,
        index=index,
        service=given.format.value,
    )


def name_id_of(known: Participant) -> NameId:
    """Return the identifier that was given when *known* was signed in."""
    given = NameIdFormat(known.service)
    return NameId(given, "" if given is NameIdFormat.NONE else known.subject)

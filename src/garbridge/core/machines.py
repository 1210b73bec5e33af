"""The machines of others that speak to the portal as they do to the GAR, and how each is known.

A distributor (GAR: *distributeur commercial*) orders for schools; another portal reads what its
people may open.  Each is known by the fingerprint of a certificate or by a token: never by a
subject, which is worth no more than every authority that a server happens to trust.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from garbridge.core.identifiers import ResourceId, SchoolId

EVERYTHING_BELOW: Final = "*"
"""At the end of a name: all resources whose ARK begins with what stands before it."""


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """What a server or a listed proxy says about who is at the other end of a connection.

    ``fingerprint`` is the SHA-256 of its DER form in lower-case hexadecimal digits.  It holds from
    ``starts`` up to ``ends``, both inclusive, as X.509 has it.
    """

    fingerprint: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Proofs:
    """What a machine is known by: fingerprints, and SHA-256 digests of tokens, in hexadecimal."""

    certificates: frozenset[str]
    tokens: frozenset[str] = field(repr=False)

    def has_token(self, digest: str) -> bool:
        """Say whether *digest* is that of a token; all are compared, whichever is right."""
        right = [hmac.compare_digest(digest, one) for one in self.tokens]
        return any(right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distributor:
    """Who sells licences to schools (GAR: *idDistributeurCom*).

    ``id`` is a SIREN and an ISNI.  ``resources`` are the ARKs it may sell; one that ends in ``*``
    stands for all that begin so.
    """

    id: str
    name: str
    proofs: Proofs
    resources: tuple[str, ...]

    def sells(self, resource: ResourceId) -> bool:
        """Say whether *resource* is among them.

        >>> nobody = Proofs(frozenset(), frozenset())
        >>> one = Distributor(id="", name="", proofs=nobody, resources=("ark:/99999/*",))
        >>> one.sells(ResourceId("ark:/99999/atlas")), one.sells(ResourceId("ark:/9999/atlas"))
        (True, False)
        """
        return any(
            resource.startswith(name.removesuffix(EVERYTHING_BELOW))
            if name.endswith(EVERYTHING_BELOW)
            else resource == name
            for name in self.resources
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Another portal that shows what its people may open; ``schools`` ``None`` is all of them."""

    id: str
    proofs: Proofs
    schools: frozenset[SchoolId] | None = None

    def serves(self, school: SchoolId) -> bool:
        """Say whether it may ask about people of *school*."""
        return self.schools is None or school in self.schools


Machine = Distributor | Portal


class Turned(StrEnum):
    """Why a machine was not heard.  Values are stable."""

    RELAYED_BY_STRANGER = "relayed_by_stranger"
    """A certificate in a header, from an address that is no listed proxy."""
    NO_PROOF = "no_proof"
    UNKNOWN_CERTIFICATE = "unknown_certificate"
    """No machine's; or it cannot be read."""
    CERTIFICATE_ENDED = "certificate_ended"
    """Known, but not yet or no longer in force."""
    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105 - a reason
    TWO_MACHINES = "two_machines"
    """The certificate is one machine's and the token another's."""
    TOO_MANY = "too_many_requests"
    OTHER_ROLE = "other_role"
    """A distributor asks what only portals may, or the other way round."""


def recognise(
    machines: Iterable[Machine],
    certificate: ClientCertificate | None,
    token: str | None,
    *,
    now: datetime,
) -> Machine | Turned:
    """Return which of *machines* gave these proofs; every proof that is given must be right.

    >>> recognise([], None, None, now=datetime(2026, 9, 1))
    <Turned.NO_PROOF: 'no_proof'>
    """
    everybody, found = tuple(machines), list[Machine]()
    if certificate is not None:
        given = certificate.fingerprint
        owner = next((one for one in everybody if given in one.proofs.certificates), None)
        if owner is None:
            return Turned.UNKNOWN_CERTIFICATE
        if not certificate.starts <= now <= certificate.ends:
            return Turned.CERTIFICATE_ENDED
        found.append(owner)
    if token is not None:
        digest = digest_of(token)
        known = [one for one in everybody if one.proofs.has_token(digest)]
        if not known:
            return Turned.UNKNOWN_TOKEN
        found.append(known[0])
    if not found:
        return Turned.NO_PROOF
    return found[0] if found[0] == found[-1] else Turned.TWO_MACHINES


def digest_of(token: str) -> str:
    """Return what is kept of *token*: it is random and long, so that a plain digest is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

"""For any person, policy and protocol: what arrives was decided, decided by the policy, and named.

Read by other code than wrote it: the standard library's XML and JSON.
"""

import base64
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from tests.protocols.cas.server import CasServer
from tests.protocols.oidc.provider import OidcServer, client
from tests.protocols.saml.provider_side import answered, portal
from tests.strategies import grants

from garbridge.config.oidc import Place
from garbridge.core.access import Granted
from garbridge.core.release import ReleasedClaims, release
from garbridge.errors import ReleaseMismatchError

SUBJECT = "5" * 128
_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_CAS = "{http://www.yale.edu/tp/cas}"


@dataclass(frozen=True)
class Arrived:
    """What a provider reads."""

    subject: str
    attributes: Mapping[str, Sequence[str]]


def _by_saml(released: ReleasedClaims) -> Arrived:
    root = ET.fromstring(answered(portal(), released))  # noqa: S314 - ours
    (name,) = root.iter(f"{_SAML}NameID")
    told = {
        str(one.get("Name")): [value.text or "" for value in one]
        for one in root.iter(f"{_SAML}Attribute")
    }
    return Arrived(str(name.text), told)


def _by_cas_xml(released: ReleasedClaims) -> Arrived:
    server = CasServer()
    document = server.validate(server.ticket(claims=released))
    root = ET.fromstring(document.body)  # noqa: S314 - ours
    (user,) = root.iter(f"{_CAS}user")
    told: dict[str, list[str]] = {}
    for attributes in root.iter(f"{_CAS}attributes"):
        for one in attributes:
            told.setdefault(one.tag.removeprefix(_CAS), []).append(one.text or "")
    return Arrived(str(user.text), told)


def _by_cas_json(released: ReleasedClaims) -> Arrived:
    server = CasServer()
    document = server.validate(server.ticket(claims=released), format="JSON")
    success = json.loads(document.body)["serviceResponse"]["authenticationSuccess"]
    return Arrived(success["user"], success.get("attributes", {}))


def _by_oidc(place: Place) -> Callable[[ReleasedClaims], Arrived]:
    """Return how somebody arrives whose attributes stand in that *place*."""

    def arrive(released: ReleasedClaims) -> Arrived:
        server = OidcServer((client(attributes=place),))
        told = server.tokens(released)
        found = server.userinfo(told["access_token"]).body
        if place is Place.ID_TOKEN:
            found = json.loads(base64.urlsafe_b64decode(told["id_token"].split(".")[1] + "=="))
        return Arrived(
            found["sub"],
            {
                name: value if isinstance(value, list) else [value]
                for name, value in found.items()
                if name not in OWN
            },
        )

    arrive.__name__ = f"_by_oidc_{place}"
    return arrive


OWN = {"sub", "iss", "aud", "azp", "exp", "iat", "nonce", "at_hash"}
"""Claims of the protocol."""


@pytest.mark.parametrize("arrive", [_by_saml, _by_cas_xml, _by_cas_json, *map(_by_oidc, Place)])
@given(proof=grants())
def test_what_arrives_is_within_the_policy_within_the_catalogue(
    arrive: Callable[[ReleasedClaims], Arrived], proof: Granted
) -> None:
    """Byte for byte what was decided; a value that cannot be carried keeps all of it back."""
    policy = proof.provider.policy
    released = release(proof, subject=SUBJECT).released
    try:
        arrived = arrive(released)
    except ReleaseMismatchError:
        return

    assert arrived.subject == SUBJECT
    assert arrived.attributes == {name: list(found) for name, found in released.values().items()}
    assert arrived.attributes.keys() <= policy.by_attribute.keys() <= policy.catalogue.keys()
    covered = {
        entry.attribute for entry in policy.entries if proof.membership.profile in entry.profiles
    }
    assert arrived.attributes.keys() <= covered

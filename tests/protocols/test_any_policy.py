"""For any person, policy and protocol: what arrives was decided, decided by the policy, and named.

Read by other code than wrote it: the standard library's XML and JSON.
"""

import base64
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from tests.protocols.cas.server import CasServer
from tests.protocols.lti.platform import TOOL, Platform, core
from tests.protocols.oidc.provider import OidcServer, client
from tests.protocols.saml.provider_side import answered, portal
from tests.strategies import grants

from garbridge.config.oidc import Place
from garbridge.core.access import Granted
from garbridge.core.anonymity import Level
from garbridge.core.release import ReleasedClaims, release
from garbridge.errors import ReleaseMismatchError
from garbridge.protocols.lti import LtiTools, ToolLink
from garbridge.testing.world import ATLAS

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


def _by_lti(level: Level) -> Callable[[ReleasedClaims], Arrived]:
    """Return the way of a tool: GAR's names in ``custom``, or a name in its own claims."""

    def arrive(released: ReleasedClaims) -> Arrived:
        resource = replace(ATLAS, id=released.resource)
        tool = replace(TOOL, level=level, links={resource.id: ToolLink(resource.url)})
        platform = Platform(tools=LtiTools([tool]), resource=resource)
        answer = platform.answer(platform.parsed(), released)
        payload = answer.response.fields["id_token"].split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        told = {name: _values(text) for name, text in said[core("custom")].items()}
        own = {"family_name": "NOM", "given_name": "PRE", "email": "P_MEL"}
        told |= {name: [said[claim]] for claim, name in own.items() if claim in said}
        return Arrived(said["sub"], told)

    return arrive


def _values(text: str) -> list[str]:
    values = [""]
    characters = iter(text)
    for one in characters:
        if one == ";":
            values.append("")
        else:
            values[-1] += next(characters) if one == "\\" else one
    return values


_BY_TOOL = [_by_lti(Level.PSEUDONYM), _by_lti(Level.NAME)]


_BY_CLIENT = [_by_oidc(place) for place in Place]


@pytest.mark.parametrize("arrive", [_by_saml, _by_cas_xml, _by_cas_json, *_BY_CLIENT, *_BY_TOOL])
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

"""RelayState comes back unchanged and may name a resource; starts without a request."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest
from tests.protocols.saml.provider_side import (
    ACS,
    REFERENCE,
    SP,
    authn_request,
    get,
    parsed,
    portal,
    post,
    redirect,
    redirect_query,
)

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.release import ReleasedClaims
from garbridge.errors import ProtocolError
from garbridge.ports import SignInRequest, WireRequest
from garbridge.protocols.saml import SamlDetail, SamlSettings
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

RELAY_STATES = [
    "",
    ATLAS.url,
    "a b+c%20d&e=f#g",
    "\"'<script>alert(1)</script>",
    "é\u202f\U0001f600",
    "x" * 1024,
    "é" * 512,
]


@pytest.mark.parametrize("state", RELAY_STATES)
@pytest.mark.parametrize("send", [redirect, post])
def test_relay_state_is_given_back_unchanged(
    state: str, send: Callable[[str, str], WireRequest]
) -> None:
    """Whatever a provider put there comes back with the answer, and nowhere else."""
    adapter = portal()
    sign_in = adapter.parse(send(authn_request(), state), now=NOW)

    form = adapter.respond(
        sign_in, _nothing(sign_in), reference=REFERENCE, authenticated=None, now=NOW
    ).response
    assert form.fields["RelayState"] == state
    assert form.action == ACS


def test_without_relay_state_none_is_invented() -> None:
    """A field nobody sent does not come back (Bindings 3.4.3)."""
    adapter = portal()
    sign_in = adapter.parse(redirect(authn_request()), now=NOW)

    form = adapter.respond(
        sign_in, _nothing(sign_in), reference=REFERENCE, authenticated=None, now=NOW
    ).response
    assert set(form.fields) == {"SAMLResponse"}


def _nothing(sign_in: SignInRequest[SamlDetail]) -> ReleasedClaims:
    return ReleasedClaims("0f" * 64, sign_in.resource or ATLAS.id, ())


def test_relay_state_with_a_registered_address_names_that_resource() -> None:
    """GAR's rule: RelayState is the address of the notice."""
    assert parsed(redirect(authn_request(), ATLAS.url)).resource == ATLAS.id


@pytest.mark.parametrize(
    "state", ["", f"{ATLAS.url}/", ATLAS.url.upper(), "https://other.example/atlas", "token"]
)
def test_any_other_relay_state_names_nothing(state: str) -> None:
    """Only the exact address counts; it is not an error to send something else."""
    assert parsed(redirect(authn_request(), state)).resource is None


def test_relay_state_with_the_address_of_another_provider_names_nothing() -> None:
    """A provider names its own resources only."""
    other = replace(PUBLISHER, id=ProviderId("calculo"))
    foreign = replace(
        ATLAS,
        id=ResourceId("ark:/99999/calculo"),
        provider=other.id,
        url="https://calculo.example/",
    )
    catalogue = Catalogue([PUBLISHER, other], [ATLAS, foreign])

    assert parsed(redirect(authn_request(), foreign.url), catalogue=catalogue).resource is None


def start(**parameters: str) -> WireRequest:
    """Return a launch that the portal, not the provider, begins."""
    return get("&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items()))


AGREED = SamlSettings(idp_initiated=True)


def test_an_agreed_start_without_a_request_is_answered() -> None:
    """The provider is named by its entityID, the resource by its address."""
    sign_in = parsed(start(providerId=SP, target=ATLAS.url), AGREED)

    assert (sign_in.provider, sign_in.resource, sign_in.once) == (PUBLISHER.id, ATLAS.id, None)
    assert (sign_in.detail.in_response_to, sign_in.detail.is_passive) == (None, False)
    assert sign_in.detail.relay_state == ATLAS.url
    assert sign_in.detail.consumer_service_url == ACS


def test_an_agreed_start_needs_no_target() -> None:
    """A provider with one resource is named alone."""
    sign_in = parsed(start(providerId=SP), AGREED)

    assert (sign_in.resource, sign_in.detail.relay_state) == (None, None)


def test_a_request_beside_a_provider_id_is_a_request() -> None:
    """A SAMLRequest is never overlooked because something stands beside it."""
    query = f"providerId={quote(SP, safe='')}&{redirect_query(authn_request())}"

    assert parsed(get(query), AGREED).detail.in_response_to == "_request1"


def test_errors_have_stable_codes() -> None:
    """Pages and statistics rely on the code, whatever the sentence says."""
    with pytest.raises(ProtocolError) as refused:
        parsed(start(providerId=SP))
    assert refused.value.code == "unsupported_request"

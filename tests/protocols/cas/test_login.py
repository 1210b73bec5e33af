"""``/cas/login``: which service, and what the browser carries back."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from tests.protocols.cas.server import (
    CLAIMS,
    SERVICE,
    WHOLE_PROVIDER,
    CasServer,
    login,
    services,
)

from garbridge.core.attributes import Attribute
from garbridge.core.release import Claim, ReleasedClaims
from garbridge.errors import (
    MalformedError,
    ReleaseMismatchError,
    UnknownServiceError,
    UnsupportedRequestError,
)
from garbridge.formats.sealing import entry_key
from garbridge.ports import Obstacle, Redirect
from garbridge.protocols.cas import CasAdapter
from garbridge.protocols.cas.login import with_ticket
from garbridge.protocols.cas.tickets import is_service_ticket, service_ticket
from garbridge.testing.world import ATLAS, NOW, PUBLISHER


def test_a_service_of_a_resource_names_the_resource() -> None:
    """Nothing else has to say which resource is meant."""
    asked = CasServer().parse(service=SERVICE)

    assert (PUBLISHER.id, ATLAS.id) == (asked.provider, asked.resource)


def test_a_service_of_a_provider_names_no_resource() -> None:
    """The click, or the provider's only resource, says which one."""
    asked = CasServer().parse(service=WHOLE_PROVIDER)

    assert (PUBLISHER.id, None) == (asked.provider, asked.resource)


def test_the_same_login_may_be_asked_again() -> None:
    """A reloaded page is no attack: there is nothing in a CAS request to use only once."""
    assert CasServer().parse(service=SERVICE).once is None


def mod_auth_cas(text: str) -> str:
    """Escape as mod_auth_cas does: a fixed list of characters, in lower case."""
    unsafe = '+ <>"%{}|\\^~[]`;/?:@=&#'
    return "".join(f"%{ord(c):02x}" if c in unsafe else c for c in text)


def php_cas(text: str) -> str:
    """Escape as PHP's ``urlencode`` does: all but letters, digits and ``-_.``, in upper case."""
    return quote(text, safe="").replace("~", "%7E")


@pytest.mark.parametrize("escape", [mod_auth_cas, php_cas, lambda text: text.replace("&", "%26")])
@pytest.mark.parametrize("service", [SERVICE, WHOLE_PROVIDER])
def test_escapes_are_compared_decoded(escape: Callable[[str], str], service: str) -> None:
    """The clients of the field differ in how they escape, not in what they mean."""
    asked = CasServer().adapter.parse(login(f"service={escape(service)}"), now=NOW)

    assert asked.detail.service.url == service


def test_a_change_of_the_services_is_seen_at_once() -> None:
    """A provider that is registered needs no restart; one that is removed is refused."""
    known = dict(services())
    adapter = CasAdapter(services=lambda: known, tokens=str)
    del known[SERVICE]

    with pytest.raises(UnknownServiceError):
        adapter.parse(login(urlencode({"service": SERVICE})), now=NOW)


@pytest.mark.parametrize("query", ["", "service=", "Service=https%3A%2F%2Fparc.example%2Fsso"])
def test_without_a_service_there_is_nowhere_to_go(query: str) -> None:
    """The portal has its own pages for who only wants to sign in; names are case-sensitive."""
    with pytest.raises(MalformedError):
        CasServer().adapter.parse(login(query), now=NOW)


@pytest.mark.parametrize("renew", ["true", "", "1", "TRUE"])
def test_renew_wants_a_proof_since_the_request(renew: str) -> None:
    """A provider that asks for a new sign-in must not believe that there was an older one."""
    assert CasServer().parse(service=SERVICE, renew=renew).oldest == NOW


def test_renew_wins_over_gateway() -> None:
    """CAS 2.1.1 recommends to ignore ``gateway`` where both are set."""
    cas = CasServer()
    asked = cas.parse(service=SERVICE, renew="true", gateway="true")

    assert asked.oldest == NOW
    assert cas.adapter.decline(asked, Obstacle.PAGE, now=NOW) is None


@pytest.mark.parametrize("renew", ["false", "False"])
def test_renew_false_is_no_renew(renew: str) -> None:
    """Some clients always write the parameter."""
    asked = CasServer().parse(service=SERVICE, renew=renew)

    assert (asked.detail.service.url, asked.oldest) == (SERVICE, None)


@pytest.mark.parametrize(("value", "gateway"), [("true", True), ("false", False)])
def test_gateway_goes_back_without_a_ticket(value: str, gateway: bool) -> None:  # noqa: FBT001 - an expectation
    """Where a page would be shown; without it the person may be asked (2.1.1)."""
    cas = CasServer()
    asked = cas.parse(service=SERVICE, gateway=value)
    declined = cas.adapter.decline(asked, Obstacle.PAGE, now=NOW)

    assert declined == (Redirect(SERVICE) if gateway else None)


@pytest.mark.parametrize("method", ["POST", "HEADER", ""])
def test_only_a_redirect_carries_the_ticket(method: str) -> None:
    """A client that waits for a form or a header would wait for ever."""
    with pytest.raises(UnsupportedRequestError, match="method"):
        CasServer().parse(service=SERVICE, method=method)


def test_method_get_is_what_we_do() -> None:
    """CAS 2.1.1: the default may be named."""
    assert CasServer().parse(service=SERVICE, method="GET").provider == PUBLISHER.id


@pytest.mark.parametrize("method", ["POST", "HEAD", "get"])
def test_login_is_a_get(method: str) -> None:
    """A POST would bring credentials; a HEAD of some link checker must not count as an accès."""
    query = urlencode({"service": SERVICE})

    with pytest.raises(UnsupportedRequestError):
        CasServer().adapter.parse(login(query, method), now=NOW)


def test_parameters_of_others_are_ignored() -> None:
    """What the specification does not name changes nothing: ``url`` and ``targetService`` least."""
    asked = CasServer().parse(
        service=SERVICE,
        url="https://evil.example",
        targetService="https://evil.example",
        TARGET="https://evil.example",
        username="alice",
    )

    assert asked.detail.service.url == SERVICE


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("https://p.example", "https://p.example?ticket=ST-1"),
        ("https://p.example/a/", "https://p.example/a/?ticket=ST-1"),
        ("https://p.example/?", "https://p.example/?ticket=ST-1"),
        ("https://p.example/?a=b", "https://p.example/?a=b&ticket=ST-1"),
        ("https://p.example/?a=b&", "https://p.example/?a=b&ticket=ST-1"),
        ("https://p.example/?a=%C3%A9%26", "https://p.example/?a=%C3%A9%26&ticket=ST-1"),
        ("https://p.example/?a=b?", "https://p.example/?a=b?ticket=ST-1"),
        ("https://p.example/a#b?c", "https://p.example/a?ticket=ST-1#b?c"),
        ("https://p.example/?a#", "https://p.example/?a&ticket=ST-1#"),
    ],
)
def test_the_ticket_ends_the_query(service: str, expected: str) -> None:
    """Whatever the service has already stays as it is, escapes included."""
    assert with_ticket(service, "ST-1") == expected


def test_the_browser_carries_a_service_ticket() -> None:
    """CAS 3.1.1 and 3.7: ``ST-``, then letters, digits and hyphens, whatever the token held."""
    ticket = CasServer().ticket()

    assert is_service_ticket(ticket)
    assert "_" not in ticket


def test_no_two_tokens_give_one_ticket() -> None:
    """Writing a token as a ticket loses none of its chance."""
    tokens = [a + b + c for a in "-_01a" for b in "-_01a" for c in "-_01a"]

    assert len({service_ticket(token) for token in tokens}) == len(tokens)


def test_a_ticket_lives_ten_seconds() -> None:
    """One entry, found by the ticket's hash, until ten seconds from now."""
    cas = CasServer()
    ticket = cas.ticket()

    (entry,) = cas.store.entries.values()
    assert entry.key == entry_key(ticket)
    assert entry.until == NOW + timedelta(seconds=10)


def test_the_store_holds_nothing_readable() -> None:
    """A stolen database has no ticket, no subject, no value and no service in it."""
    cas = CasServer()
    ticket = cas.ticket()

    (entry,) = cas.store.entries.values()
    kept = entry.key.encode() + entry.body
    for secret in [ticket, CLAIMS.subject, "National_ens", "0561641E", SERVICE]:
        assert secret.encode() not in kept


def test_the_adapter_does_not_show_its_source_of_chance() -> None:
    """A printed adapter helps nobody to guess."""
    assert "tokens" not in repr(CasServer().adapter)


@pytest.mark.parametrize("value", ["a\x00b", "a\x0bb", "a\x1f", "\ufffe", "\ud800"])
def test_a_value_that_xml_cannot_carry_stops_the_launch(value: str) -> None:
    """The provider receives what was decided or nothing: no character is dropped or replaced."""
    claims = ReleasedClaims(CLAIMS.subject, ATLAS.id, (Claim(Attribute.NOM, (value,), "nommer"),))
    cas = CasServer()

    with pytest.raises(ReleaseMismatchError) as raised:
        cas.redirect(claims=claims)

    assert value not in str(raised.value)
    assert not cas.store.entries

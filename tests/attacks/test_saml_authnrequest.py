"""Attacks on the envelope of an AuthnRequest: who sent it, to whom, when, how often.

All are correctly encoded, and signed wherever a signature could help the attacker.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.protocols.saml.provider_side import (
    PEER,
    SP,
    SSO,
    authn_request,
    get,
    instant,
    parsed,
    portal,
    post,
    redirect,
    redirect_query,
    signed_query,
    understood,
)
from tests.protocols.saml.signatures import Signing, enveloped

from garbridge.core.access import Refusal
from garbridge.core.identifiers import PersonId
from garbridge.errors import (
    MalformedError,
    ProtocolError,
    ReplayError,
    StaleError,
    UnknownProviderError,
    UnsupportedRequestError,
    WrongAddressError,
)
from garbridge.ports import LaunchRecord, OneTimeClaim, OneTimeEntry
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

BAD_DESTINATIONS = [
    "",
    "https://evil.example/saml/sso",
    f"{SSO}/",
    f"{SSO}?x=1",
    f"{SSO}#x",
    f" {SSO}",
    SSO.upper(),
    SSO.replace("https", "http"),
    SSO.replace("ent.example", "ent.example:443"),
    SSO.replace("ent.example", "ent.example."),
    SSO.replace("https://", "https://evil.example@"),
]


@pytest.mark.parametrize("destination", BAD_DESTINATIONS)
def test_meant_for_another_address(destination: str) -> None:
    """A request caught on its way to another portal is not taken here, signed or not."""
    xml = authn_request(Destination=destination)

    with pytest.raises(WrongAddressError):
        parsed(redirect(xml))
    with pytest.raises(WrongAddressError):
        parsed(get(signed_query(redirect_query(xml))))
    with pytest.raises(WrongAddressError):
        parsed(post(enveloped(xml)))


def test_signed_for_no_address_in_particular() -> None:
    """A signed message names its destination, or it could be replayed anywhere (3.5.5.2)."""
    xml = authn_request(Destination=None)

    with pytest.raises(WrongAddressError):
        parsed(get(signed_query(redirect_query(xml))))
    with pytest.raises(WrongAddressError):
        parsed(post(enveloped(xml)))


@pytest.mark.parametrize("seconds", [-301, -3600, -86400 * 365])
def test_expired(seconds: int) -> None:
    """Older than five minutes."""
    issued = instant(NOW + timedelta(seconds=seconds))

    with pytest.raises(StaleError):
        parsed(get(signed_query(redirect_query(authn_request(IssueInstant=issued)))))


@pytest.mark.parametrize("seconds", [301, 3600, 86400 * 365])
def test_from_the_future(seconds: int) -> None:
    """A request made ready for later."""
    issued = instant(NOW + timedelta(seconds=seconds))

    with pytest.raises(StaleError):
        parsed(get(signed_query(redirect_query(authn_request(IssueInstant=issued)))))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "now",
        "2026-11-16",
        "2026-11-16T08:00:00",
        "2026-11-16 08:00:00Z",
        "2026-13-16T08:00:00Z",
        "2026-11-16T08:00:60Z",
        "2026-W47-1T08:00:00Z",
        "0000-11-16T08:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "２０26-11-16T08:00:00Z",  # noqa: RUF001 - digits of another script
    ],
)
def test_issued_at_no_instant(text: str | None) -> None:
    """A request without an age has any age."""
    with pytest.raises(MalformedError):
        parsed(redirect(authn_request(IssueInstant=text)))


class _Journal:
    """Claims once, as every journal does."""

    def __init__(self) -> None:
        self.claimed: set[str] = set()

    def commit(
        self,
        _record: LaunchRecord,
        _entries: tuple[OneTimeEntry, ...] = (),
        once: OneTimeClaim | None = None,
    ) -> None:
        """Claim *once* or refuse."""
        if once is not None and once.key in self.claimed:
            raise ReplayError
        if once is not None:
            self.claimed.add(once.key)


RECORD = LaunchRecord(
    reference="r",
    person=PersonId("alice"),
    school=None,
    resource=ATLAS.id,
    provider=PUBLISHER.id,
    protocol="saml",
    subscription=None,
    refusal=Refusal.UNKNOWN_PERSON,
    attributes=(),
    at=NOW,
)


def test_replayed() -> None:
    """The same request again: by the other binding, signed anew, or with another RelayState."""
    adapter, journal = portal(), _Journal()
    journal.commit(RECORD, (), adapter.parse(redirect(authn_request()), now=NOW).once)

    for again in (
        redirect(authn_request()),
        redirect(authn_request(), ATLAS.url),
        post(authn_request()),
        post(enveloped(authn_request())),
        get(signed_query(redirect_query(authn_request(IssueInstant="2026-11-16T08:00:01Z")))),
    ):
        once = adapter.parse(again, now=NOW + timedelta(minutes=4)).once
        with pytest.raises(ReplayError):
            journal.commit(RECORD, (), once)
    journal.commit(RECORD, (), adapter.parse(redirect(authn_request(ID="_new")), now=NOW).once)


BAD_ISSUERS = [
    "https://evil.example/sp",
    f"{SP}/",
    f" {SP}",
    f"{SP} ",
    SP.upper(),
    f"{SP}&#x200b;",
    "https://parc.example/sp<!-- -->.evil.example",
    "x" * 2000,
]


@pytest.mark.parametrize("issuer", BAD_ISSUERS)
def test_issued_by_somebody_who_is_not_registered(issuer: str) -> None:
    """Names are compared exactly, and all of the text is the name."""
    with pytest.raises(UnknownProviderError):
        parsed(redirect(authn_request(issuer=issuer)))


def test_comment_inside_the_issuer() -> None:
    """A comment does not cut a name: what stands behind it counts (CVE-2017-11427 and kin)."""
    for xml in (
        authn_request(issuer="https://parc.example/<!-- x -->sp"),
        authn_request(issuer="https://parc.example/<![CDATA[sp]]>"),
        authn_request(issuer="https://parc.example/<?x y?>sp"),
    ):
        assert parsed(redirect(xml)).detail.registration.peer.entity_id == SP
    with pytest.raises(UnknownProviderError):
        parsed(redirect(authn_request(issuer=f"{SP}<!-- x -->.evil.example")))


@pytest.mark.parametrize(
    "xml",
    [
        authn_request(issuer=f"{SP}<b/>"),
        authn_request(issuer=f"<b>{SP}</b>"),
        authn_request(f"<saml:Issuer>{SP}</saml:Issuer>"),
        authn_request("<saml:Issuer>https://evil.example</saml:Issuer>"),
        authn_request().replace("saml:Issuer", "saml:Emitter"),
    ],
)
def test_issuer_that_is_two_things(xml: str) -> None:
    """Markup inside, two of them or none: nobody's request."""
    with pytest.raises(MalformedError):
        parsed(redirect(xml))


def test_issuer_of_another_format() -> None:
    """An Issuer that is not an entity is not looked up (Profiles 4.1.4.1)."""
    xml = authn_request().replace("<saml:Issuer>", '<saml:Issuer Format="urn:x">')

    with pytest.raises(UnknownProviderError):
        parsed(redirect(xml))


@pytest.mark.parametrize("version", [None, "", "1.1", "2.1", "2.0 "])
def test_another_version(version: str | None) -> None:
    """SAML 2.0 and nothing near it."""
    with pytest.raises(UnsupportedRequestError):
        parsed(redirect(authn_request(Version=version)))


@pytest.mark.parametrize("identifier", [None, "", "1abc", "a b", "a:b", "é", "_" * 300, "_a\u200b"])
def test_identifier_that_is_none(identifier: str | None) -> None:
    """It comes back in two places and is remembered: it must be a sane xs:ID."""
    with pytest.raises(MalformedError):
        parsed(redirect(authn_request(ID=identifier)))


@pytest.mark.parametrize("name", ["LogoutRequest", "Response", "ArtifactResolve"])
def test_another_message_in_its_place(name: str) -> None:
    """A logout or an answer is no request to sign in."""
    xml = authn_request().replace("AuthnRequest", name)

    with pytest.raises(MalformedError):
        parsed(redirect(xml))
    with pytest.raises(MalformedError):
        parsed(redirect(authn_request().replace("protocol", "assertion", 1)))


def test_every_refusal_has_a_code_of_its_own_kind() -> None:
    """Pages and statistics go by the code; none of these is the bare base class."""
    for xml in (
        authn_request(issuer="x"),
        authn_request(ID=None),
        authn_request(Destination="x"),
        authn_request(IssueInstant="2020-01-01T00:00:00Z"),
        authn_request(AssertionConsumerServiceURL="x"),
        Signing().enveloped(authn_request()),
    ):
        with pytest.raises(ProtocolError) as refused:
            parsed(redirect(xml))
        assert refused.value.code not in {"protocol", "internal"}


def test_a_provider_of_another_portal_is_unknown_here() -> None:
    """Each tenant has an adapter of its own: peers and catalogue do not cross."""
    elsewhere = portal(peer=replace(PEER, entity_id="https://b.example"))

    assert understood(redirect(authn_request()))
    with pytest.raises(UnknownProviderError):
        elsewhere.parse(redirect(authn_request()), now=NOW)

"""The thirty-two statements about SAML towards the portal, one test each, named by its number.

Each holds both sides: what must be refused is, and without that one thing it is believed.  Every
way round each of them that we know of stands in the other files called ``test_sp_…``.
"""

import re
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.attacks.test_sp_encryption import METHODS
from tests.attacks.test_sp_wrapping import ASSERTION_WRAPPINGS, RESPONSE_WRAPPINGS
from tests.attacks.test_sp_xml import PROLOGS
from tests.protocols.saml.signatures import RSA_SHA1, RSA_SHA512, ec_key, rsa_key
from tests.upstream.saml_sp.portal_side import (
    ACS,
    ALL_KEYS,
    ASKED,
    IDP,
    LENIENT,
    PASSWORD,
    PEER,
    PERSON,
    REQUEST,
    STRICT,
    US_ID,
    Answer,
    believed,
    encrypted_answer,
    later,
    outcome,
    why,
)
from tests.upstream.saml_sp.test_idp_metadata import SERVICE, entity, problems, read, shown
from tests.wiring.test_upstream_saml import arrived, is_inside, portal

from garbridge.formats.enveloped import canonical_octets
from garbridge.formats.signature import verify_octets
from garbridge.testing.world import NOW
from garbridge.upstream.saml_sp import Reason, SamlRefusal, VerifiedAssertion

TOP = Path(__file__).parents[2]


def refused(answer: Answer, *reasons: Reason) -> None:
    """Hold that *answer* is refused for one of *reasons*, and as it was before is believed."""
    assert why(outcome(answer.xml())) in reasons
    believed(outcome(Answer().xml()))


def _noted(done: list[str], step: Callable[..., object], *given: object, **named: object) -> object:
    done.append(step.__name__)
    return step(*given, **named)


def test_s01_one_reference_to_the_parent_of_the_signature() -> None:
    """Every signature is verified, and is about the element that holds it."""
    refused(Answer(signing=lambda s: replace(s, reference="#_other")), Reason.BAD_SIGNATURE)
    twice = '<ds:Reference URI="#_response1"></ds:Reference>'
    refused(Answer(signing=lambda s: replace(s, extra={"Reference": twice})), Reason.BAD_SIGNATURE)


def test_s02_identity_is_read_from_the_verified_element_alone() -> None:
    """However a copy is placed beside, around or inside; by one parser."""
    for xml in (*ASSERTION_WRAPPINGS.values(), *RESPONSE_WRAPPINGS.values()):
        for us in (STRICT, LENIENT):
            assert isinstance(outcome(xml, us), SamlRefusal)
    modules = (TOP / "src" / "garbridge" / "upstream" / "saml_sp").glob("*.py")
    readers = re.compile(r"etree\.(fromstring|XML|parse)")
    assert not [one for one in modules if readers.search(one.read_text("utf-8"))]


def test_s03_an_id_that_stands_twice() -> None:
    """In Response and assertion, or hidden in an extension."""
    refused(Answer(assertion_id="_response1"), Reason.BAD_SIGNATURE)
    hidden = '<samlp:Extensions><x xmlns="urn:x" id="_assertion1"/></samlp:Extensions>'
    refused(Answer(extensions=hidden), Reason.BAD_SIGNATURE)


def test_s04_two_transforms_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is looked at before anything is transformed, and before any key is tried."""
    xslt = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'
    other = Answer(signing=lambda s: replace(s, transforms=(xslt, *s.transforms)))
    refused(other, Reason.BAD_SIGNATURE)

    done = list[str]()
    for step in (canonical_octets, verify_octets):
        noted = partial(_noted, done, step)
        monkeypatch.setattr(f"garbridge.formats.enveloped.{step.__name__}", noted)
    outcome(other.xml())
    assert done == []
    believed(outcome(Answer().xml()))
    assert done[:2] == ["canonical_octets", "verify_octets"]


def test_s05_what_cannot_be_canonicalized(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is refused: an empty form is no form."""
    xml = Answer().xml()
    monkeypatch.setattr("garbridge.formats.enveloped.etree.tostring", lambda *_, **__: b"")
    assert why(outcome(xml)) is Reason.BAD_SIGNATURE


def test_s06_the_key_is_that_of_the_metadata() -> None:
    """Not one that the message brings, nor another identity provider's."""
    refused(Answer(key=rsa_key("stranger")), Reason.BAD_SIGNATURE)


def test_s07_every_signing_key_is_tried() -> None:
    """In any order."""
    keys = (rsa_key("ent-idp").public_key(), rsa_key("ent-idp-next").public_key())
    for known in (keys, keys[::-1]):
        peer = replace(PEER, signing_keys=known)
        for name in ("ent-idp", "ent-idp-next"):
            believed(outcome(Answer(key=rsa_key(name)).xml(), peer=peer))


def test_s08_expired_certificates_carry_keys() -> None:
    """The dates in them decide nothing."""
    peer = read(entity())  # its certificate ended years ago
    assert max(peer.certificate_ends) < NOW
    believed(outcome(Answer().xml(), peer=replace(peer, entity_id=IDP)))


def test_s09_sha_256_alone_unless_configured() -> None:
    """RSA and ECDSA; each can be barred."""
    believed(outcome(Answer(key=ec_key("ent-idp")).xml()))
    refused(Answer(signing=lambda s: replace(s, method=RSA_SHA1)), Reason.BAD_SIGNATURE)
    refused(Answer(signing=lambda s: replace(s, method=RSA_SHA512)), Reason.BAD_SIGNATURE)
    ecdsa = frozenset({"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"})
    barred = replace(STRICT, algorithms=ecdsa)
    assert why(outcome(Answer().xml(), barred)) is Reason.BAD_SIGNATURE


def test_s10_short_keys_are_refused_with_the_metadata() -> None:
    """RSA below 2048 bits."""
    assert any("1024 bits" in one for one in problems(entity(shown("weak", 1024) + SERVICE)))
    assert read(entity()).signing_keys


def test_s11_a_dtd_is_refused() -> None:
    """In whatever is received."""
    for name, xml in PROLOGS.items():
        if "doctype" in name or "entity" in name:
            assert why(outcome(xml)) in {Reason.MALFORMED, Reason.BAD_SIGNATURE}


def test_s12_an_unsigned_response_is_refused_by_default() -> None:
    """And taken around a signed assertion where that is configured."""
    xml = Answer(sign="A").xml()
    assert why(outcome(xml)) is Reason.UNSIGNED
    believed(outcome(xml, LENIENT))


def test_s13_the_recipient_is_our_consumer_service() -> None:
    """Exactly."""
    wrong = (f'Recipient="{ACS}"', f'Recipient="{ACS}/"')
    refused(Answer(edit=(wrong,)), Reason.NO_CONFIRMATION)


def test_s14_the_confirmation_ends_and_does_not_begin() -> None:
    """NotOnOrAfter is there and ahead, NotBefore is not there."""
    ends = f'NotOnOrAfter="{later(minutes=5)}" Recipient'
    assert ends in Answer().confirmation
    for instead in (
        "Recipient",
        f'NotOnOrAfter="{later(minutes=-5)}" Recipient',
        f'NotBefore="{later()}" {ends}',
    ):
        changed = Answer().confirmation.replace(ends, instead)
        refused(Answer(confirmation=changed), Reason.NO_CONFIRMATION)


def test_s15_an_open_request_of_this_browser_to_this_identity_provider(tmp_path: Path) -> None:
    """Each once: see the portal refuse it from another browser, and a second time."""
    assert why(outcome(Answer().xml(), request=None)) is Reason.UNSOLICITED
    other = replace(ASKED, id="_other")
    assert why(outcome(Answer().xml(), request=other)) is Reason.ANOTHER_REQUEST
    inside = Answer(edit=((f'InResponseTo="{REQUEST}"', 'InResponseTo="_other"'),))
    refused(inside, Reason.NO_CONFIRMATION)
    with portal(tmp_path) as there:
        browser = there.browser()
        assert arrived(browser).status_code == 302
        assert is_inside(browser)


def test_s16_bearer_alone() -> None:
    """Another method confirms nothing."""
    method = ("cm:bearer", "cm:sender-vouches")
    refused(Answer(edit=(method,)), Reason.NO_CONFIRMATION)


def test_s17_every_audience_restriction_holds_us() -> None:
    """It is there, and exact."""
    refused(Answer(edit=((f"<saml:Audience>{US_ID}<", f"<saml:Audience>{US_ID}/<"),)),
            Reason.WRONG_AUDIENCE)  # fmt: skip
    none = re.sub(r"<saml:AudienceRestriction>.*</saml:AudienceRestriction>", "",
                  Answer().conditions)  # fmt: skip
    refused(Answer(conditions=none), Reason.NO_CONDITIONS)


def test_s18_conditions_hold_now() -> None:
    """With three minutes between the clocks."""
    dated = Answer().conditions.replace(later(minutes=5), later(minutes=-2))
    dated = dated.replace(later(seconds=-30), later(minutes=-9))
    believed(outcome(Answer(conditions=dated).xml()))
    over = dated.replace(later(minutes=-2), later(minutes=-3))
    refused(Answer(conditions=over), Reason.EXPIRED)


def test_s19_a_condition_nobody_understands() -> None:
    """Is none to rely on; and nothing is made of what may not be passed on."""
    for inside, reason in (
        ('<c:C xmlns:c="urn:c"/>', Reason.UNKNOWN_CONDITION),
        ('<saml:ProxyRestriction Count="0"/>', Reason.PROXY_RESTRICTED),
    ):
        added = Answer().conditions.replace("</saml:Conditions>", f"{inside}</saml:Conditions>")
        refused(Answer(conditions=added), reason)
    once = Answer().conditions.replace("</saml:C", "<saml:OneTimeUse/></saml:C")
    assert believed(outcome(Answer(conditions=once).xml())).once is not None


def test_s20_a_replay_is_remembered_longer_than_it_could_be_taken() -> None:
    """By its issuer and ID; that every process knows is held by a test of the whole portal."""
    claim = believed(outcome(Answer().xml())).once
    assert claim == believed(outcome(Answer(sign="R").xml())).once
    assert claim.until >= NOW + timedelta(minutes=8)
    assert isinstance(outcome(Answer().xml(), now=claim.until), SamlRefusal)


def test_s21_the_destination_is_our_consumer_service() -> None:
    """It is there, and exact."""
    for instead in (f' Destination="{ACS}?"', ""):
        refused(Answer(around=((f' Destination="{ACS}"', instead),)), Reason.WRONG_ADDRESS)


def test_s22_the_status_is_success_and_nothing_else() -> None:
    """Failures are told apart, for the page that is shown."""
    responder = Answer(status=Answer().status.replace("Success", "Responder"))
    found = outcome(responder.xml())
    assert isinstance(found, SamlRefusal)
    assert (found.reason, len(found.statuses)) == (Reason.DECLINED, 1)


def test_s23_one_assertion_and_one_authn_statement() -> None:
    """Unknown attributes and a missing NameID are not fatal."""
    inside = Answer(sign="").assertion().replace("_assertion1", "_assertion2")
    two = Answer(around=(("</samlp:Response>", f"{inside}</samlp:Response>"),))
    refused(two, Reason.MALFORMED)
    refused(Answer(authn=Answer().authn * 2), Reason.NO_AUTHENTICATION)
    assert believed(outcome(Answer(name_id="").xml())).subject is None
    unknown = '<saml:Attribute Name="urn:nobody:reads:this" x:y="z" xmlns:x="urn:x"/>'
    both = Answer(
        attributes=Answer().attributes.replace("<saml:Attribute ", f"{unknown}<saml:Attribute ", 1)
    )
    assert unknown in both.xml()
    assert believed(outcome(both.xml())).values_of("uid") == ("alice",)


def test_s24_a_text_is_all_of_its_text() -> None:
    """Whatever comment stands in it."""
    xml = Answer().xml().replace(f">{PERSON}<", f">{PERSON[:3]}<!-- -->{PERSON[3:]}<")
    found = believed(outcome(xml)).subject
    assert found is not None
    assert found.value == PERSON


def test_s25_extensions_and_advice_do_no_harm() -> None:
    """They are not looked at."""
    anything = '<x:y xmlns:x="urn:x" z="1">text<x:w/></x:y>'
    believed(outcome(Answer(extensions=f"<samlp:Extensions>{anything}</samlp:Extensions>").xml()))
    believed(outcome(Answer(advice=f"<saml:Advice>{anything}</saml:Advice>").xml()))


def test_s26_long_values_whole_and_no_longer_ones() -> None:
    """256 characters and more, with a bound."""
    for length in (256, 4096):
        stated = Answer(attributes=Answer().attributes.replace("alice", "é" * length))
        assert believed(outcome(stated.xml())).values_of("uid") == ("é" * length,)
    refused(Answer(attributes=Answer().attributes.replace("alice", "é" * 4097)), Reason.OVERSIZED)


def test_s27_one_identifier_of_two_identity_providers() -> None:
    """Is two accounts; and scopes are bound to who may state them."""
    other = "https://autre.example"
    xml = Answer(issuer=f"<saml:Issuer>{other}</saml:Issuer>",
                 name_id=f"<saml:NameID>{PERSON}</saml:NameID>").xml()  # fmt: skip
    found = outcome(xml, peer=replace(PEER, entity_id=other))
    assert isinstance(found, VerifiedAssertion)
    assert found.issuer != believed(outcome(Answer().xml())).issuer
    scoped = Answer().attributes.replace('"uid"', '"pairwise-id"').replace("alice", "a@autre.fr")
    assert believed(outcome(Answer(attributes=scoped).xml())).values_of("pairwise-id") == ()


def test_s28_a_deep_link_is_kept_to_own_paths_alone(tmp_path: Path) -> None:
    """Across the login; an address elsewhere is forgotten."""
    with portal(tmp_path) as there:
        for wanted, reached in (
            ("/mediacentre/?x=1", "/mediacentre/?x=1"),
            ("https://evil.example/", "/mediacentre/"),
            ("//evil.example/", "/mediacentre/"),
        ):
            browser = there.browser()
            answer = arrived(
                browser,
                Answer(assertion_id=f"_a{len(wanted)}{len(reached)}"),
                path=f"/mediacentre/connexion?next={wanted}",
            )
            assert (answer.status_code, answer.location) == (302, reached)


def test_s29_the_class_that_was_asked_for() -> None:
    """Is checked in the answer."""
    asked = replace(ASKED, contexts=(f"{ALL_KEYS}ac:classes:X509",))
    assert why(outcome(Answer().xml(), request=asked)) is Reason.WEAK_AUTHENTICATION
    believed(outcome(Answer().xml(), request=replace(ASKED, contexts=(PASSWORD,))))


def test_s30_encrypted_by_aes_gcm_to_either_key() -> None:
    """With the same checks inside, and by no other cipher."""
    believed(outcome(encrypted_answer(Answer())))
    for name in ("cbc-128", "cbc-256", "triple-des", "rsa-1-5"):
        assert why(outcome(encrypted_answer(Answer(), edit=[METHODS[name]]))) is Reason.NOT_OPENED
    unsigned = encrypted_answer(Answer(sign=""))
    assert why(outcome(unsigned, LENIENT)) is Reason.UNSIGNED


def test_s31_no_message_reaches_the_network() -> None:
    """A canary on loopback is never called."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.1)
        for xml in PROLOGS.values():
            outcome(xml.replace("127.0.0.1:9", f"127.0.0.1:{canary.getsockname()[1]}"))
        with pytest.raises(TimeoutError):
            canary.accept()


def test_s32_five_megabytes_are_refused_at_once() -> None:
    """Before any signature is looked at."""
    xml = Answer().xml().replace(PERSON, "a" * 5_000_000).encode()
    start = time.process_time()
    assert why(outcome(xml)) is Reason.OVERSIZED
    assert time.process_time() - start < 1

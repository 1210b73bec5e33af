"""Attacks on a Response: the signed element is kept, and another is put where it would be read.

XSW 1 to 8 of Somorovsky et al. and what came after, generated: every place at which XML can hold a
copy, times where the signature stands, times whether the IDs are the same.  Nothing here was signed
by the identity provider but ``ANSWER``, which the attacker saw pass.
"""

import re
from itertools import product

import pytest
from tests.protocols.saml.signatures import Signing, rsa_key
from tests.upstream.saml_sp.portal_side import (
    LENIENT,
    PERSON,
    STRICT,
    Answer,
    believed,
    edited,
    encrypted_element,
    outcome,
    why,
)

from garbridge.upstream.saml_sp import Reason, Us

ANSWER = Answer(sign="A")
PLAIN = ANSWER.plain_assertion()
SIGNATURE = ANSWER.over(PLAIN, "_assertion1")
SIGNED = ANSWER.assertion()
WHOLE = Answer(sign="R")
WHOLE_PLAIN = WHOLE.around_it(WHOLE.assertion())
WHOLE_SIGNATURE = WHOLE.over(WHOLE_PLAIN, "_response1")
WHOLE_SIGNED = WHOLE.xml()

FORGED = {Reason.MALFORMED, Reason.BAD_SIGNATURE, Reason.UNSIGNED}
POLICIES = pytest.mark.parametrize("us", [STRICT, LENIENT], ids=["strict", "lenient"])
IDS = {"same-id": "_assertion1", "own-id": "_evil", "no-id": ""}


def evil(identifier: str, inside: str = "", signature: str = "") -> str:
    """Return the attacker's assertion; *inside* goes where the place that is tried says."""
    xml = PLAIN.replace(PERSON, "p-mechant").replace("_assertion1", identifier)
    xml = xml.replace(' ID=""', "")
    return xml.replace("</saml:Issuer>", f"</saml:Issuer>{signature}", 1) + inside


def within(xml: str, tag: str, inside: str) -> str:
    """Return *xml* with *inside* before the end of its first *tag*, made where it is empty."""
    opened = re.sub(rf"<({tag})((?: [^<>]*)?)/>", r"<\1\2></\1>", xml)
    return edited(opened, [(f"</{tag}>", f"{inside}</{tag}>")])


INSIDE_EVIL = {
    "at-its-end": "saml:Assertion",
    "in-its-subject": "saml:Subject",
    "in-its-confirmation": "saml:SubjectConfirmation",
    "in-its-confirmation-data": "saml:SubjectConfirmationData",
    "in-its-conditions": "saml:Conditions",
    "in-its-audience-restriction": "saml:AudienceRestriction",
    "in-its-authn-statement": "saml:AuthnStatement",
    "in-its-authn-context": "saml:AuthnContext",
    "in-its-attribute-statement": "saml:AttributeStatement",
    "in-its-attribute": "saml:Attribute",
    "in-its-attribute-value": "saml:AttributeValue",
    "in-its-issuer": "saml:Issuer",
    "in-its-name-id": "saml:NameID",
}
AROUND = {
    "before": lambda bad, good: bad + good,
    "after": lambda bad, good: good + bad,
    "in-extensions": lambda bad, good: (bad, f"<samlp:Extensions>{good}</samlp:Extensions>"),
    "evil-in-extensions": lambda bad, good: (good, f"<samlp:Extensions>{bad}</samlp:Extensions>"),
    "in-advice": lambda bad, good: edited(
        bad, [("<saml:AuthnStatement", f"<saml:Advice>{good}</saml:Advice><saml:AuthnStatement")]
    ),
    "evil-in-advice-of-good": lambda bad, good: edited(
        good, [("<saml:AuthnStatement", f"<saml:Advice>{bad}</saml:Advice><saml:AuthnStatement")]
    ),
    "in-the-status": lambda bad, good: (
        bad,
        "",
        f"<samlp:StatusDetail>{good}</samlp:StatusDetail>",
    ),
    "evil-in-the-status": lambda bad, good: (
        good,
        "",
        f"<samlp:StatusDetail>{bad}</samlp:StatusDetail>",
    ),
    "in-a-wrapper": lambda bad, good: f'{bad}<w xmlns="urn:w">{good}</w>',
    "evil-in-a-wrapper": lambda bad, good: f'<w xmlns="urn:w">{bad}</w>{good}',
    "evil-inside-good": lambda bad, good: within(good, "saml:Subject", bad),
    "evil-in-good-value": lambda bad, good: within(good, "saml:AttributeValue", bad),
    "good-in-a-second-response": lambda bad, good: bad + ANSWER.around_it(good),
    "evil-in-a-second-response": lambda bad, good: ANSWER.around_it(bad) + good,
    "evil-encrypted-before": lambda bad, good: encrypted_element(bad) + good,
    "evil-encrypted-after": lambda bad, good: good + encrypted_element(bad),
    "good-encrypted-before": lambda bad, good: encrypted_element(good) + bad,
}  # fmt: skip


def placed(found: str | tuple[str, ...]) -> str:
    """Return the Response around what a place gave: assertions, Extensions, status detail."""
    inside, extensions, detail = (*((found,) if isinstance(found, str) else found), "", "")[:3]
    whole = Answer(extensions=extensions).around_it(inside)
    return within(whole, "samlp:Status", detail) if detail else whole


def assertion_wrappings() -> dict[str, str]:
    """Return every Response with a wrapped assertion signature."""
    found: dict[str, str] = {}
    for (where, tag), (ids, identifier) in product(INSIDE_EVIL.items(), IDS.items()):
        found[f"signed-{where}-{ids}"] = placed(within(evil(identifier), tag, SIGNED))
        lifted = evil(identifier, signature=SIGNATURE)
        found[f"lifted-signature-{where}-{ids}"] = placed(within(lifted, tag, PLAIN))
    for (where, place), (ids, identifier) in product(AROUND.items(), IDS.items()):
        found[f"signed-{where}-{ids}"] = placed(place(evil(identifier), SIGNED))
        lifted = evil(identifier, signature=SIGNATURE)
        found[f"lifted-signature-{where}-{ids}"] = placed(place(lifted, PLAIN))
    for ids, identifier in IDS.items():
        held = SIGNATURE.replace(
            "</ds:Signature>", f"<ds:Object>{PLAIN}</ds:Object></ds:Signature>"
        )
        found[f"object-of-the-signature-{ids}"] = placed(evil(identifier, signature=held))
        held = SIGNATURE.replace(
            "</ds:Signature>", f"<ds:KeyInfo>{PLAIN}</ds:KeyInfo></ds:Signature>"
        )
        found[f"key-info-of-the-signature-{ids}"] = placed(evil(identifier, signature=held))
        nested = SIGNATURE.replace("</ds:Signature>", f"{PLAIN}</ds:Signature>")
        found[f"child-of-the-signature-{ids}"] = placed(evil(identifier, signature=nested))
        two = Signing(key=rsa_key("stranger"), reference=f"#{identifier}").over(evil(identifier))
        found[f"two-signatures-{ids}"] = placed(evil(identifier, signature=two + SIGNATURE))
        found[f"two-signatures-turned-{ids}"] = placed(evil(identifier, signature=SIGNATURE + two))
        found[f"signature-of-a-stranger-{ids}"] = placed(evil(identifier, signature=two))
        found[f"evil-alone-{ids}"] = placed(evil(identifier))
        found[f"signature-outside-{ids}"] = placed(evil(identifier) + SIGNATURE)
    return found


def response_wrappings() -> dict[str, str]:
    """Return every Response with a wrapped signature of the Response."""
    found: dict[str, str] = {}
    for ids, identifier in {"same-id": "_response1", "own-id": "_evil"}.items():
        bad = WHOLE_PLAIN.replace(PERSON, "p-mechant").replace("_response1", identifier)
        bad = bad.replace("_assertion1", "_other")
        lifted = bad.replace("</saml:Issuer>", f"</saml:Issuer>{WHOLE_SIGNATURE}", 1)
        held = WHOLE_SIGNATURE.replace(
            "</ds:Signature>", f"<ds:Object>{WHOLE_PLAIN}</ds:Object></ds:Signature>"
        )
        found |= {
            f"signed-at-the-end-{ids}": within(bad, "samlp:Response", WHOLE_SIGNED),
            f"lifted-at-the-end-{ids}": within(lifted, "samlp:Response", WHOLE_PLAIN),
            f"object-{ids}": bad.replace("</saml:Issuer>", f"</saml:Issuer>{held}", 1),
            f"before-the-status-{ids}": bad.replace(
                "<samlp:Status>",
                f"<samlp:Extensions>{WHOLE_SIGNED}</samlp:Extensions><samlp:Status>",
            ),
            f"lifted-extensions-{ids}": lifted.replace(
                "<samlp:Status>",
                f"<samlp:Extensions>{WHOLE_PLAIN}</samlp:Extensions><samlp:Status>",
            ),
            f"in-the-status-{ids}": within(
                bad, "samlp:Status", f"<samlp:StatusDetail>{WHOLE_SIGNED}</samlp:StatusDetail>"
            ),
            f"in-the-assertion-{ids}": within(bad, "saml:AttributeValue", WHOLE_SIGNED),
            f"side-by-side-{ids}": f"<w>{bad}{WHOLE_SIGNED}</w>",
            f"side-by-side-turned-{ids}": f"<w>{WHOLE_SIGNED}{bad}</w>",
            f"signature-lifted-alone-{ids}": lifted,
            f"response-signature-in-the-assertion-{ids}": bad.replace(
                "</saml:Issuer><saml:Subject>", f"</saml:Issuer>{WHOLE_SIGNATURE}<saml:Subject>"
            ),
            f"second-assertion-after-{ids}": WHOLE_SIGNED.replace(
                "</samlp:Response>", f"{evil('_evil')}</samlp:Response>"
            ),
            f"signed-assertion-in-a-signed-response-{ids}": Answer()
            .xml()
            .replace(PERSON, "p-mechant"),
        }
    return found


ASSERTION_WRAPPINGS = assertion_wrappings()
RESPONSE_WRAPPINGS = response_wrappings()


@POLICIES
@pytest.mark.parametrize("name", ASSERTION_WRAPPINGS)
def test_a_wrapped_assertion(name: str, us: Us) -> None:
    """The signed assertion is somewhere in the message, and another one would be read."""
    assert why(outcome(ASSERTION_WRAPPINGS[name], us)) in FORGED


@POLICIES
@pytest.mark.parametrize("name", RESPONSE_WRAPPINGS)
def test_a_wrapped_response(name: str, us: Us) -> None:
    """The signed Response is somewhere in the message, and another one would be read."""
    assert why(outcome(RESPONSE_WRAPPINGS[name], us)) in FORGED


def test_what_was_wrapped_is_believed_unwrapped() -> None:
    """The control: each signed element, left alone, under the policy that takes it."""
    believed(outcome(placed(SIGNED), LENIENT))
    believed(outcome(WHOLE_SIGNED, LENIENT))
    believed(outcome(WHOLE_SIGNED, STRICT))
    believed(outcome(placed(encrypted_element(SIGNED)), LENIENT))


def test_a_response_around_a_foreign_signed_assertion() -> None:
    """A Response of one sign-in, signed, does not lend its signature to another's assertion."""
    other = Answer(sign="A", name_id="<saml:NameID>p-autre</saml:NameID>").assertion()
    swapped = Answer().xml().replace(Answer().assertion(), other)

    assert swapped != Answer().xml()
    assert why(outcome(swapped)) is Reason.BAD_SIGNATURE

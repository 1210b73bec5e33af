"""Attacks on encrypted assertions and identifiers: everybody has our public key.

What is encrypted proves nothing, so that each of these is about what is inside, about the ciphers,
or about making somebody else's content or key be looked up.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.protocols.saml.signatures import rsa_key
from tests.upstream.saml_sp.portal_side import (
    IDP,
    LENIENT,
    PERSON,
    STRICT,
    US_ID,
    Answer,
    believed,
    encrypted_answer,
    encrypted_element,
    outcome,
    why,
)

from garbridge.formats.encryption import (
    AES128_GCM,
    DIGEST_SHA1,
    MGF1_SHA1,
    MGF1_SHA256,
    OAEP,
    XENC,
    Recipient,
    Transport,
)
from garbridge.formats.enveloped import DIGEST_SHA256
from garbridge.upstream.saml_sp import Reason, Us

POLICIES = pytest.mark.parametrize("us", [STRICT, LENIENT], ids=["strict", "lenient"])
REFUSED = {
    Reason.NOT_OPENED,
    Reason.UNSIGNED,
    Reason.BAD_SIGNATURE,
    Reason.MALFORMED,
    Reason.OVERSIZED,
}
OURS = rsa_key("ent-new").public_key()
SIGNED = Answer(sign="A").assertion()
EVIL = Answer(sign="", name_id="<saml:NameID>p-mechant</saml:NameID>").assertion()


@pytest.mark.parametrize("sign", ["R", "RA"])
@pytest.mark.parametrize(
    "recipient",
    [
        Recipient(key=OURS),
        Recipient(key=rsa_key("ent-old").public_key()),
        Recipient(key=OURS, content=AES128_GCM),
        Recipient(
            key=OURS, transport=Transport(algorithm=OAEP, digest=DIGEST_SHA256, mask=MGF1_SHA256)
        ),
        Recipient(
            key=OURS, transport=Transport(algorithm=OAEP, digest=DIGEST_SHA1, mask=MGF1_SHA1)
        ),
    ],
    ids=["usual", "old-key", "aes128", "oaep-sha256", "oaep-sha1"],
)
def test_what_can_be_opened_is_believed(sign: str, recipient: Recipient) -> None:
    """The controls: each cipher, either of two decryption keys (SDP-SP38)."""
    xml = encrypted_answer(Answer(sign=sign), recipient=recipient)

    assert PERSON not in xml
    found = believed(outcome(xml))
    assert found.subject is not None
    assert found.subject.value == PERSON


def test_an_encrypted_signed_assertion_in_an_unsigned_response() -> None:
    """The control for the policy that takes it."""
    xml = encrypted_answer(Answer(sign="A"))

    believed(outcome(xml, LENIENT))
    assert why(outcome(xml, STRICT)) is Reason.UNSIGNED


INSIDE = {
    "unsigned": EVIL,
    "signed-by-a-stranger": Answer(sign="A", key=rsa_key("stranger")).assertion(),
    "changed-after-signing": SIGNED.replace(PERSON, "p-mechant"),
    "signature-lifted": EVIL.replace(
        "</saml:Issuer>",
        "</saml:Issuer>" + Answer().over(Answer().plain_assertion(), "_assertion1"),
        1,
    ),
    "wrapped-in-advice": EVIL.replace(
        "<saml:AuthnStatement", f"<saml:Advice>{SIGNED}</saml:Advice><saml:AuthnStatement"
    ),
    "wrapped-at-the-end": EVIL.replace("</saml:Assertion>", f"{SIGNED}</saml:Assertion>"),
    "two-assertions": SIGNED + EVIL,
    "two-assertions-turned": EVIL + SIGNED,
    "text-before": f"x{SIGNED}",
    "text-behind": f"{SIGNED}x",
    "nothing": "",
    "text": "p-mechant",
    "a-response": Answer().xml(),
    "an-encrypted-assertion": encrypted_element(SIGNED),
    "a-name": f"<saml:NameID>{PERSON}</saml:NameID>",
    "an-end-and-a-beginning": f"</context>{SIGNED}<context>",
    "closing-what-is-around": f"{SIGNED}</context><evil>",
    "a-doctype": f"<!DOCTYPE x>{SIGNED}",
    "an-entity": f'<!DOCTYPE x [<!ENTITY e "{PERSON}">]>{SIGNED.replace(PERSON, "&e;")}',
    "not-well-formed": SIGNED[:-5],
    "too-large": SIGNED.replace("alice", "a" * 300_000),
    "an-assertion-of-saml-1": SIGNED.replace("SAML:2.0:assertion", "SAML:1.0:assertion"),
}


@POLICIES
@pytest.mark.parametrize("name", INSIDE)
def test_what_stands_inside(name: str, us: Us) -> None:
    """Encrypted by an attacker, in a Response nobody signed."""
    assert why(outcome(Answer().around_it(encrypted_element(INSIDE[name])), us)) in REFUSED


@pytest.mark.parametrize(
    "name",
    [
        "signed-by-a-stranger",
        "changed-after-signing",
        "two-assertions",
        "wrapped-in-advice",
        "text-before",
        "a-doctype",
        "nothing",
    ],
)
def test_a_signed_response_around_it_does_not_make_it_good(name: str) -> None:
    """The same, where the identity provider signed around it: what is inside is still verified."""
    answer = Answer(sign="R")
    whole = answer.around_it(encrypted_element(INSIDE[name]))

    assert why(outcome(answer.signed(whole, "_response1"))) in REFUSED
    honest = answer.around_it(encrypted_element(SIGNED))
    believed(outcome(answer.signed(honest, "_response1")))


def test_the_id_of_the_response_inside() -> None:
    """An ID counts once in both together: what was hidden is looked at too."""
    twice = Answer(sign="A", assertion_id="_response1")

    assert why(outcome(encrypted_answer(twice), LENIENT)) is Reason.BAD_SIGNATURE
    believed(outcome(encrypted_answer(Answer(sign="A")), LENIENT))


METHODS: dict[str, tuple[str, str]] = {
    "cbc-128": ("http://www.w3.org/2009/xmlenc11#aes256-gcm", f"{XENC}aes128-cbc"),
    "cbc-256": ("http://www.w3.org/2009/xmlenc11#aes256-gcm", f"{XENC}aes256-cbc"),
    "triple-des": ("http://www.w3.org/2009/xmlenc11#aes256-gcm", f"{XENC}tripledes-cbc"),
    "gcm-192": (
        "http://www.w3.org/2009/xmlenc11#aes256-gcm",
        "http://www.w3.org/2009/xmlenc11#aes192-gcm",
    ),
    "gcm-of-another-length": (
        "http://www.w3.org/2009/xmlenc11#aes256-gcm",
        "http://www.w3.org/2009/xmlenc11#aes128-gcm",
    ),
    "no-content-cipher": ("http://www.w3.org/2009/xmlenc11#aes256-gcm", ""),
    "rsa-1-5": (f"{XENC}rsa-oaep-mgf1p", f"{XENC}rsa-1_5"),
    "key-wrap": (f"{XENC}rsa-oaep-mgf1p", f"{XENC}kw-aes256"),
    "no-key-transport": (f"{XENC}rsa-oaep-mgf1p", ""),
    "oaep-md5": ("http://www.w3.org/2000/09/xmldsig#sha1", "urn:md5"),
    "oaep-sha512": (
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    ),
    "content-elsewhere": (
        "<xenc:CipherData><xenc:CipherValue>",
        '<xenc:CipherData><xenc:CipherReference URI="http://127.0.0.1:9/"/><xenc:CipherValue>',
    ),
    "key-elsewhere": (
        "<xenc:EncryptedKey",
        '<ds:RetrievalMethod URI="http://127.0.0.1:9/"/><xenc:EncryptedKey',
    ),
    "key-elsewhere-in-the-message": (
        "<xenc:EncryptedKey",
        '<ds:RetrievalMethod URI="#_response1"/><xenc:EncryptedKey',
    ),
    "oaep-parameters": (
        "</ds:DigestMethod></xenc:EncryptionMethod>",
        "</ds:DigestMethod><xenc:OAEPparams>AAAA</xenc:OAEPparams></xenc:EncryptionMethod>",
    ),
    "content-not-base64": ("</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
                           "!</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"),
    "content-cut-off": ("</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
                        "AAAA</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"),
    "value-with-elements": ("</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>",
                            "<x/></xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>"),
    "no-key-info": ("ds:KeyInfo>", "ds:Other>"),
    "a-stranger-beside": ("</xenc:EncryptedData>", "</xenc:EncryptedData><x/>"),
    "two-contents": ("</xenc:EncryptedData>", ("</xenc:EncryptedData><xenc:EncryptedData"
                     ' xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/>')),
    "a-content-inside": ("<xenc:CipherData><xenc:CipherValue>",
                         "<xenc:EncryptedData/><xenc:CipherData><xenc:CipherValue>"),
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_a_way_to_encrypt_that_is_not_taken(name: str) -> None:
    """Signed around by the identity provider: the ciphers alone decide; nothing is looked up."""
    edit = [METHODS[name]]
    if name == "no-key-info":
        edit = [("<ds:KeyInfo ", "<ds:Other "), ("</ds:KeyInfo>", "</ds:Other>")]

    assert why(outcome(encrypted_answer(Answer(sign="RA"), edit=edit))) is Reason.NOT_OPENED


def test_a_key_we_do_not_have() -> None:
    """Encrypted for somebody else; and we without a key at all."""
    theirs = Recipient(key=rsa_key("stranger").public_key())
    assert why(outcome(encrypted_answer(Answer(), recipient=theirs))) is Reason.NOT_OPENED
    assert why(outcome(encrypted_answer(Answer()), replace(STRICT, decryption_keys=()))) is (
        Reason.NOT_OPENED
    )


def test_keys_by_the_dozen() -> None:
    """Each key that is carried costs a private operation: there are few, or none is tried."""
    inside = encrypted_element(SIGNED)
    start, end = inside.index("<xenc:EncryptedKey"), inside.index("</xenc:EncryptedKey>") + 20
    many = inside[:start] + inside[start:end] * 12 + inside[end:]

    assert why(outcome(Answer().around_it(many), LENIENT)) is Reason.NOT_OPENED
    two = inside[:start] + inside[start:end] * 2 + inside[end:]
    believed(outcome(Answer().around_it(two), LENIENT))


def test_every_failure_to_open_says_the_same() -> None:
    """A wrong key, a changed content and a wrong padding cannot be told apart."""
    content = "</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"
    carried = "</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>"

    def spoilt(before: str) -> Callable[[str], str]:
        def spoil(xml: str) -> str:
            at = xml.index(before) - 40
            other = "A" if xml[at] != "A" else "B"
            return xml[:at] + other + xml[at + 1 :]

        return spoil

    inside = encrypted_element(SIGNED)
    found = {
        repr(outcome(Answer().around_it(spoil(inside)), LENIENT))
        for spoil in (spoilt(content), spoilt(carried))
    }
    found.add(
        repr(
            outcome(
                Answer().around_it(
                    encrypted_element(
                        SIGNED, recipient=Recipient(key=rsa_key("stranger").public_key())
                    )
                ),
                LENIENT,
            )
        )
    )
    assert len(found) == 1


NAME = Answer().name_id.replace(
    "<saml:NameID", '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
)


def with_name(xml: str, **how: object) -> Answer:
    """Return an answer whose identifier is *xml*, encrypted."""
    return Answer(name_id=encrypted_element(xml, holder="EncryptedID", **how))  # type: ignore[arg-type]  # handed on as it is


def test_an_encrypted_identifier() -> None:
    """The control: it is read as if it stood there."""
    found = believed(outcome(with_name(NAME).xml()))

    assert found.subject is not None
    assert (found.subject.value, found.subject.name_qualifier) == (PERSON, IDP)


@POLICIES
@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (NAME.replace(US_ID, "https://autre.example"), Reason.NAME_NOT_OURS),
        (NAME.replace(f'"{IDP}"', '"https://autre.example"'), Reason.NAME_NOT_OURS),
        (NAME.replace(PERSON, ""), Reason.MALFORMED),
        (NAME.replace(PERSON, f" {PERSON}"), Reason.MALFORMED),
        (NAME.replace("NameID", "BaseID"), Reason.MALFORMED),
        (SIGNED, Reason.MALFORMED),
        (NAME * 2, Reason.NOT_OPENED),
        ("p-mechant", Reason.NOT_OPENED),
        (f"<!DOCTYPE x>{NAME}", Reason.NOT_OPENED),
    ],
    ids=[
        "another-provider",
        "another-issuer",
        "empty",
        "blank",
        "another-kind",
        "an-assertion",
        "two",
        "text",
        "doctype",
    ],
)
def test_what_stands_inside_an_encrypted_identifier(inside: str, reason: Reason, us: Us) -> None:
    """The same checks as in clear."""
    assert why(outcome(with_name(inside).xml(), us)) is reason


@POLICIES
def test_an_encrypted_identifier_put_in_place_of_the_signed_one(us: Us) -> None:
    """Everybody can encrypt one; it is signed with the rest, or nothing is."""
    other = encrypted_element(NAME.replace(PERSON, "p-mechant"), holder="EncryptedID")
    swapped = Answer().xml().replace(Answer().name_id, other)

    assert why(outcome(swapped, us)) is Reason.BAD_SIGNATURE

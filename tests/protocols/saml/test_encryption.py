"""An encrypted assertion is read by its provider, and by nobody else on its way."""

import base64
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from itertools import product
from pathlib import Path

import pytest
import xmlsec
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from lxml import etree
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML
from saml2 import BINDING_HTTP_POST
from saml2.client import Saml2Client
from saml2.config import SPConfig
from tests.debian import require_command
from tests.protocols.saml.provider_side import (
    ACS,
    PEER,
    POST,
    PUPIL_CLAIMS,
    REFERENCE,
    SP,
    SUBJECT,
    answered,
    authn_request,
    instant,
    portal,
    redirect,
)
from tests.protocols.saml.readers import NotAcceptedError, Received, metadata
from tests.protocols.saml.signatures import (
    canonical,
    certificate,
    certificate_pem,
    key_pem,
    rsa_key,
)

from garbridge.core.proving import differences, told_of
from garbridge.errors import ConfigError, MalformedError, ReleaseMismatchError, ValueRefusedError
from garbridge.formats.encryption import (
    AES128_GCM,
    AES256_GCM,
    DIGEST_SHA1,
    MGF1_SHA256,
    OAEP,
    OAEP_MGF1P,
    Recipient,
    Transport,
    encrypted,
    opened,
)
from garbridge.formats.enveloped import DIGEST_SHA256
from garbridge.ports import Answer, AutoPostForm
from garbridge.protocols.saml import SamlAdapter, SamlPeers, SamlRegistration, SamlSettings, Signed
from garbridge.testing.world import NOW, PUBLISHER

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
XENC = "{http://www.w3.org/2001/04/xmlenc#}"
EXPECTED = Received(SUBJECT, dict(PUPIL_CLAIMS.values()))
ENCRYPT = SamlSettings(encrypt=True)
BOTH = SamlSettings(encrypt=True, sign=Signed.BOTH)
TRANSPORTS = (
    Transport(),
    Transport(digest=DIGEST_SHA256),
    Transport(algorithm=OAEP, digest=DIGEST_SHA256, mask=MGF1_SHA256),
)
OLD_HASH = SHA1()  # noqa: S303 - OAEP needs no more of it


def reading(
    settings: SamlSettings = ENCRYPT,
    *,
    content: str = AES256_GCM,
    transport: Transport = TRANSPORTS[0],
) -> SamlAdapter:
    """Return a portal at which a provider with a key for encryption is registered."""
    recipient = Recipient(key=rsa_key("reader").public_key(), content=content, transport=transport)
    return portal(settings, peer=replace(PEER, recipient=recipient))


def now() -> datetime:
    """Return the real time: the readers look at the machine's clock."""
    return datetime.now(UTC)


@pytest.fixture(scope="module", autouse=True, name="leaves_no_folder")
def _leaves_no_folder() -> Iterator[None]:
    """Remove the folder that the tests of this module share."""
    yield
    if _folder.cache_info().currsize:
        shutil.rmtree(_folder())
        _folder.cache_clear()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp())
    (folder / "reader.key").write_text(key_pem("reader"))
    (folder / "reader.crt").write_text(certificate_pem("reader"))
    return folder


def by_pysaml2(xml: bytes) -> Received:
    """Return what pysaml2 reads, over the command xmlsec1, with the provider's key."""
    config = SPConfig()
    config.load(
        {
            "entityid": SP,
            "xmlsec_binary": require_command("xmlsec1", "xmlsec1"),
            "metadata": {"inline": [metadata()]},
            "allow_unknown_attributes": True,
            "encryption_keypairs": [
                {
                    "key_file": str(_folder() / "reader.key"),
                    "cert_file": str(_folder() / "reader.crt"),
                }
            ],
            "service": {
                "sp": {
                    "endpoints": {"assertion_consumer_service": [(ACS, BINDING_HTTP_POST)]},
                    "want_assertions_signed": True,
                    "want_response_signed": False,
                }
            },
        }
    )
    try:
        response = Saml2Client(config).parse_authn_request_response(
            base64.b64encode(xml).decode(), BINDING_HTTP_POST, outstanding={"_request1": "/"}
        )
    except Exception as error:
        raise NotAcceptedError(repr(error)) from error
    if response is None or response.name_id is None:
        raise NotAcceptedError("no subject")
    return Received(
        response.name_id.text, {name: tuple(values) for name, values in response.ava.items()}
    )


def by_python3_saml(xml: bytes) -> Received:
    """Return what python3-saml reads, in strict mode, with the provider's key."""
    settings = OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": SP,
                "assertionConsumerService": {"url": ACS, "binding": POST},
                "x509cert": certificate_pem("reader"),
                "privateKey": key_pem("reader"),
            },
            "idp": OneLogin_Saml2_IdPMetadataParser.parse(metadata())["idp"],
            "security": {"wantAssertionsSigned": True, "wantAssertionsEncrypted": True},
        }
    )
    request = {
        "https": "on",
        "http_host": "parc.example",
        "script_name": "/saml/acs",
        "get_data": {},
        "post_data": {},
    }
    try:
        response = OneLogin_Saml2_Response(settings, base64.b64encode(xml).decode())
        accepted = response.is_valid(request, "_request1")
    except xmlsec.Error as error:
        raise NotAcceptedError(repr(error)) from error
    if not accepted:
        raise NotAcceptedError(response.get_error())
    return Received(
        response.get_nameid(),
        {name: tuple(values) for name, values in response.get_attributes().items()},
    )


def by_xmlsec1(xml: bytes, *, key: str = "reader") -> bytes:
    """Return the message with its assertion decrypted by the command xmlsec1."""
    with tempfile.TemporaryDirectory() as folder:
        message, private = Path(folder, "message.xml"), Path(folder, "key.pem")
        message.write_bytes(xml)
        private.write_text(key_pem(key))
        command = require_command("xmlsec1", "xmlsec1")
        ran = subprocess.run(
            [command, "--decrypt", "--privkey-pem", str(private), str(message)],
            capture_output=True,
            check=False,
            timeout=20,
        )
    if ran.returncode:
        raise NotAcceptedError(ran.stderr.decode(errors="replace")[-300:])
    return ran.stdout


@pytest.mark.parametrize("reader", [by_pysaml2, by_python3_saml])
@pytest.mark.parametrize("settings", [ENCRYPT, BOTH], ids=["assertion", "both"])
def test_its_provider_reads_what_was_released(
    reader: Callable[[bytes], Received], settings: SamlSettings
) -> None:
    """Statement 36: signed inside, and around it where that was agreed."""
    assert reader(answered(reading(settings), now=now())) == EXPECTED


@pytest.mark.parametrize("content", [AES128_GCM, AES256_GCM])
def test_both_ciphers_are_opened_by_the_command_xmlsec1(content: str) -> None:
    """What the metadata asked for is what is written, and it opens for its provider alone."""
    xml = answered(reading(content=content), now=now())
    methods = [
        str(method.get("Algorithm"))
        for method in etree.fromstring(xml).iter(f"{XENC}EncryptionMethod")
    ]

    assert methods == [content, OAEP_MGF1P]
    assert SUBJECT.encode() in by_xmlsec1(xml)
    with pytest.raises(NotAcceptedError):
        by_xmlsec1(xml, key="somebody else")


@pytest.mark.parametrize(
    ("content", "transport"), list(product((AES128_GCM, AES256_GCM), TRANSPORTS))
)
def test_every_pair_of_algorithms_is_opened_by_the_library_xmlsec(
    content: str, transport: Transport
) -> None:
    """Newer than Debian's command, which knows SHA-1 for OAEP only."""
    xml = answered(reading(content=content, transport=transport))
    (data,) = etree.fromstring(xml).iter(f"{XENC}EncryptedData")
    manager = xmlsec.KeysManager()
    pem = xmlsec.constants.KeyDataFormatPem
    manager.add_key(xmlsec.Key.from_memory(key_pem("reader"), pem, None))

    assertion = xmlsec.EncryptionContext(manager).decrypt(data)
    assert assertion.findtext(f"{SAML}Subject/{SAML}NameID") == SUBJECT


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_key_is_carried_as_the_metadata_says(transport: Transport) -> None:
    """By another library's hand: hash and mask are the two that are named (xmlenc11 5.5.2)."""
    recipient = Recipient(key=rsa_key("reader").public_key(), transport=transport)
    made = encrypted(b"<a></a>", recipient, SP)
    root = etree.fromstring(made.element)
    (carried, _) = root.iter(f"{XENC}CipherValue")
    scheme = padding.OAEP(
        mgf=padding.MGF1(SHA256() if transport.mask == MGF1_SHA256 else OLD_HASH),
        algorithm=OLD_HASH if transport.digest == DIGEST_SHA1 else SHA256(),
        label=None,
    )

    assert rsa_key("reader").decrypt(base64.b64decode(carried.text or ""), scheme) == made.opener
    assert len(made.opener) == 32


@pytest.mark.parametrize("settings", [ENCRYPT, BOTH], ids=["assertion", "both"])
def test_nothing_about_anybody_is_readable_on_its_way(settings: SamlSettings) -> None:
    """No assertion, no subject, no value, no name of an attribute."""
    xml = answered(reading(settings))

    assert etree.fromstring(xml).find(f"{SAML}EncryptedAssertion") is not None
    for text in ("<saml:Assertion", SUBJECT, "National_elv", "AttributeStatement", "Étoile"):
        assert text.encode() not in xml


@pytest.mark.parametrize("settings", [ENCRYPT, BOTH], ids=["assertion", "both"])
def test_what_is_encrypted_keeps_to_form_and_schema(settings: SamlSettings) -> None:
    """Its own canonical form, so that it can be signed around; the OASIS schema takes it."""
    xml = answered(reading(settings))

    assert canonical(xml) == xml
    checked = OneLogin_Saml2_XML.validate_xml(xml, "saml-schema-protocol-2.0.xsd")
    assert not isinstance(checked, str), checked


def test_every_message_has_a_key_of_its_own() -> None:
    """The same claims twice share no octet of key, nonce or content."""
    adapter = reading()
    values = [
        value.text
        for _ in range(2)
        for value in etree.fromstring(answered(adapter)).iter(f"{XENC}CipherValue")
    ]

    assert len(set(values)) == 4
    assert len({base64.b64decode(value or "")[:12] for value in values[1::2]}) == 2


@pytest.mark.parametrize("reader", [by_pysaml2, by_python3_saml, by_xmlsec1])
def test_nobody_believes_a_changed_ciphertext(reader: Callable[[bytes], object]) -> None:
    """AES-GCM: one bit of key, nonce, content or tag, and nothing opens (statement 30)."""
    xml = answered(reading(), now=now())
    assert reader(xml)
    for place in (xml.index(b"CipherValue>") + 40, xml.rindex(b"CipherValue>") - 40):
        changed = bytearray(xml)
        changed[place] = ord("B") if changed[place] != ord("B") else ord("C")
        with pytest.raises(NotAcceptedError):
            reader(bytes(changed))


def _answer(adapter: SamlAdapter) -> Answer[AutoPostForm]:
    asked = adapter.parse(redirect(authn_request(IssueInstant=instant(NOW))), now=NOW)
    return adapter.respond(asked, PUPIL_CLAIMS, reference=REFERENCE, authenticated=None, now=NOW)


def _found(adapter: SamlAdapter, answer: Answer[AutoPostForm]) -> tuple[str, ...]:
    asked = adapter.parse(redirect(authn_request()), now=NOW)
    return differences(adapter.read_back(asked, answer, now=NOW), told_of(PUPIL_CLAIMS))


def _edited(answer: Answer[AutoPostForm], old: str, new: str) -> Answer[AutoPostForm]:
    xml = base64.b64decode(answer.response.fields["SAMLResponse"]).decode()
    assert old in xml
    edited = base64.b64encode(xml.replace(old, new, 1).encode()).decode()
    response = replace(answer.response, fields={"SAMLResponse": edited})
    return replace(answer, response=response)


def test_what_was_encrypted_is_what_is_proved() -> None:
    """The proof opens the message that leaves; it does not look at what was to be encrypted."""
    adapter = reading()
    answer, other = _answer(adapter), _answer(adapter)

    assert _found(adapter, answer) == ()
    for wrong in (replace(answer, opener=other.opener), replace(other, opener=bytes(32))):
        with pytest.raises(ReleaseMismatchError):
            _found(adapter, wrong)


def test_a_readable_assertion_is_no_proof_where_an_encrypted_one_was_agreed() -> None:
    """Nor the other way round: the provider could not read it."""
    readable, sealed = _answer(portal()), _answer(reading())

    for adapter, answer in ((reading(), readable), (portal(), sealed)):
        with pytest.raises(ReleaseMismatchError):
            _found(adapter, answer)
    claimed = replace(readable, opener=sealed.opener)
    assert any("readable Assertion" in name for name in _found(reading(), claimed))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ds:KeyInfo", "Alice<ds:KeyInfo"),
        ("</ds:KeyInfo>", "<ds:KeyName>Alice</ds:KeyName></ds:KeyInfo>"),
        ("<xenc:EncryptedData", '<xenc:EncryptedData Id="Alice"'),
        (
            "</saml:EncryptedAssertion>",
            f'</saml:EncryptedAssertion><saml:Assertion xmlns:saml="{SAML[1:-1]}"/>',
        ),
        ("<saml:EncryptedAssertion", '<saml:EncryptedAssertion Id="Alice"'),
        ("<xenc:EncryptedData", "Alice<xenc:EncryptedData"),
    ],
)
def test_whatever_stands_around_the_ciphertext_is_found(old: str, new: str) -> None:
    """A name that is written beside what is encrypted is readable by anybody."""
    adapter = reading()

    assert any(
        name.startswith("beside: ") for name in _found(adapter, _edited(_answer(adapter), old, new))
    )


def test_what_opens_a_message_is_not_shown() -> None:
    """The key is in no text of the answer, and in no field that leaves."""
    answer = _answer(reading())

    assert answer.opener
    assert "opener" not in repr(answer)
    assert repr(answer.opener) not in repr(answer)
    assert base64.b64encode(answer.opener).decode() not in str(answer.response.fields)


def test_encryption_without_a_key_in_the_metadata_is_a_mistake() -> None:
    """It is told when the provider is registered, not to the first pupil."""
    registration = partial(SamlRegistration, provider=PUBLISHER.id, settings=ENCRYPT)

    with pytest.raises(ConfigError, match="encrypt"):
        SamlPeers([registration(peer=PEER)])
    recipient = Recipient(key=rsa_key("reader").public_key())
    assert list(SamlPeers([registration(peer=replace(PEER, recipient=recipient))]))


def test_an_assertion_that_nobody_signed_is_not_encrypted() -> None:
    """Once it is open nothing would say who made it."""
    with pytest.raises(ValueRefusedError):
        SamlSettings(encrypt=True, sign=Signed.RESPONSE)


@pytest.mark.parametrize(
    ("algorithm", "value"),
    [("", "AAAA"), (AES128_GCM, "AAAA"), (AES256_GCM, "AAAA"), (AES256_GCM, "%")],
)
def test_what_is_none_of_ours_is_not_opened(algorithm: str, value: str) -> None:
    """Neither by another method, nor too short, nor no base64; nor what is no EncryptedData."""
    text = (
        '<x:EncryptedData xmlns:x="http://www.w3.org/2001/04/xmlenc#">'
        f'<x:EncryptionMethod Algorithm="{algorithm}"/><x:CipherData>'
        f"<x:CipherValue>{value}</x:CipherValue></x:CipherData></x:EncryptedData>"
    )
    for data in ("<a/>", text):
        with pytest.raises(MalformedError):
            opened(etree.fromstring(data), bytes(32))


def test_the_certificate_of_the_tests_is_the_readers() -> None:
    """The readers hold the private half of the key that is written to."""
    assert certificate("reader").public_key() == rsa_key("reader").public_key()

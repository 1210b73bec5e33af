"""``check-response``: a posted SAML Response in, the proof of who signed in out."""

import base64
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarks.figures import Figure
from benchmarks.issue_saml import ACS, ASKED, ISSUER, PROVIDER, released, saml_adapter
from benchmarks.unit import compare
from garbridge.formats.encryption import Recipient
from garbridge.formats.keys import generate_key
from garbridge.formats.saml.bindings import RESPONSE, read_post
from garbridge.formats.saml.names import HTTP_REDIRECT
from garbridge.formats.xml import MAX_MESSAGE_BYTES
from garbridge.ports import OneTimeEntry, WireRequest
from garbridge.protocols.saml import SamlSettings, Signed
from garbridge.stores.memory import MemoryDatabase, MemoryOneTimeStore
from garbridge.upstream.saml_sp import (
    IdpPeer,
    OpenRequest,
    SignOnService,
    Us,
    VerifiedAssertion,
    verify_response,
)

BAR = 20.0


def check_response() -> Iterator[Figure]:
    """Yield the cost of one answer: both signatures, then the same with the assertion encrypted."""
    key = generate_key(2048)
    children = os.times()
    yield Figure("check-response", _cost(key, encrypt=False), "RSA-2048 signatures", BAR)
    encrypted = _cost(key, encrypt=True)
    yield Figure("check-response: encrypted", encrypted, "RSA-2048 signatures", BAR)
    now = os.times()
    spent = now.children_user + now.children_system
    spent -= children.children_user + children.children_system
    yield Figure("check-response: child processes", spent, "CPU seconds", 0)


def _cost(key: rsa.RSAPrivateKey, *, encrypt: bool) -> float:
    now = datetime.now(UTC)
    settings = SamlSettings(sign=Signed.BOTH, encrypt=encrypt)
    adapter, sign_in = saml_adapter(now, settings)
    registration = sign_in.detail.registration
    registration = replace(
        registration, peer=replace(registration.peer, recipient=Recipient(key=key.public_key()))
    )
    sign_in = replace(sign_in, detail=replace(sign_in.detail, registration=registration))
    answer = adapter.respond(sign_in, released(), reference="k7pm2q4x", authenticated=None, now=now)
    signing = adapter.signer().certificate.public_key()
    if not isinstance(signing, rsa.RSAPublicKey):
        raise TypeError(signing)
    peer = IdpPeer(
        entity_id=ISSUER,
        sign_on_services=(SignOnService(binding=HTTP_REDIRECT, url="https://ent.example/sso"),),
        signing_keys=(signing,),
    )
    us = Us(entity_id=PROVIDER, acs_url=ACS, decryption_keys=(key,), require_signed_assertion=True)
    arriving = WireRequest("POST", ACS, "", tuple(answer.response.fields.items()))
    asked, used, numbers = (
        OpenRequest(id=ASKED, issued=now),
        MemoryOneTimeStore(MemoryDatabase()),
        iter(range(10**9)),
    )

    def check() -> None:
        message = read_post(arriving, field=RESPONSE, limit=MAX_MESSAGE_BYTES)
        found = verify_response(message.xml, peer, us, asked, now=now)
        if not isinstance(found, VerifiedAssertion):
            raise TypeError(found)
        # One and the same message is measured again and again: each is claimed as another.
        used.keep(OneTimeEntry(f"{found.once.key}{next(numbers)}", b"", found.once.until), now=now)

    if encrypt == (b"<saml:EncryptedAssertion" not in base64.b64decode(arriving.form[0][1])):
        raise ValueError("not the message that is to be measured")
    check()
    return compare(check).ratio

"""Tokens and key sets: what is written is read by others, what is not the peer's is refused."""

import base64
import json
from collections.abc import Callable, Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from garbridge.errors import (
    ConfigError,
    MalformedError,
    OversizedError,
    ReleaseMismatchError,
    SignatureError,
    ValueRefusedError,
)
from garbridge.formats.jose import (
    Algorithm,
    JwtSigner,
    jwks_document,
    key_id,
    read_peer_keys,
    verify_jwt,
)
from garbridge.formats.jwt_reading import base64url, read_issued, strict_json

OURS = rsa.generate_private_key(65537, 2048)
PEERS = rsa.generate_private_key(65537, 2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
CLAIMS = {"iss": "parc", "sub": "parc", "n": 1, "texts": ["élève", "\u2028</script>"]}


def segment(value: object) -> str:
    """Return *value* as one segment of a token."""
    octets = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def published(*keys: RSAKey | ECKey) -> str:
    """Return a peer's key set."""
    return json.dumps(KeySet(list(keys)).as_dict())


def signed(header: Mapping[str, object], key: RSAKey | ECKey | OctKey, claims: object) -> str:
    """Sign whatever is given, with joserfc's arithmetic and without its checks."""
    body = f"{segment(header)}.{segment(claims)}"
    algorithm = jws.JWSRegistry.algorithms[str(header["alg"])]
    return f"{body}.{segment(algorithm.sign(body.encode(), key))}"


PEER = RSAKey.import_key(PEERS, {"kid": "one"})
KEYS = read_peer_keys(published(PEER))


def test_what_is_signed_is_read_by_the_independent_reader() -> None:
    """Claims, type and key id, byte for byte, hostile values too."""
    signer = JwtSigner(OURS)

    header, claims = read_issued(signer.sign(CLAIMS, typ="logout+jwt"), OURS.public_key())

    assert claims == CLAIMS
    assert header == {"alg": "RS256", "kid": key_id(OURS.public_key()), "typ": "logout+jwt"}


def test_a_published_key_verifies_what_was_signed() -> None:
    """joserfc, as a relying party, finds the key by its id in the document."""
    signer = JwtSigner(OURS)
    document = json.loads(jwks_document([PEERS.public_key(), OURS.public_key()]))

    read = jws.deserialize_compact(signer.sign(CLAIMS), KeySet.import_key_set(document), ["RS256"])

    assert json.loads(read.payload) == CLAIMS
    assert [set(key) for key in document["keys"]] == [{"kty", "n", "e", "kid", "use", "alg"}] * 2


def test_a_short_key_does_not_sign() -> None:
    """A portal does not start with it."""
    with pytest.raises(ConfigError, match="at least 2048"):
        JwtSigner(rsa.generate_private_key(65537, 1024))  # noqa: S505 - that is the point


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        (Algorithm.RS256, PEER),
        (Algorithm.PS256, PEER),
        (Algorithm.ES256, ECKey.import_key(CURVE, {"kid": "one"})),
    ],
)
def test_a_peers_token_is_read(algorithm: Algorithm, key: RSAKey | ECKey) -> None:
    """With the one algorithm of its agreement, with and without a key id."""
    keys = read_peer_keys(published(key))
    for header in ({"alg": str(algorithm), "kid": "one"}, {"alg": str(algorithm)}):
        assert verify_jwt(signed(header, key, CLAIMS), keys, algorithm).claims == CLAIMS


GOOD = {"alg": "RS256", "kid": "one"}
SYMMETRIC = OctKey.import_key(json.dumps(PEER.as_dict(private=False)))


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(lambda: signed(GOOD | {"alg": "PS256"}, PEER, CLAIMS), id="other-algorithm"),
        pytest.param(lambda: signed(GOOD | {"alg": "RS512"}, PEER, CLAIMS), id="other-digest"),
        pytest.param(
            lambda: signed(GOOD | {"alg": "HS256"}, SYMMETRIC, CLAIMS), id="public-as-hmac"
        ),
        pytest.param(lambda: f"{segment({'alg': 'none'})}.{segment(CLAIMS)}.AA", id="alg-none"),
        pytest.param(lambda: signed(GOOD | {"kid": "two"}, PEER, CLAIMS), id="unknown-kid"),
        pytest.param(lambda: signed(GOOD | {"kid": 1}, PEER, CLAIMS), id="kid-no-text"),
        pytest.param(lambda: signed(GOOD, RSAKey.import_key(OURS), CLAIMS), id="other-key"),
        pytest.param(
            lambda: signed(GOOD | {"jwk": PEER.as_dict(private=False)}, PEER, CLAIMS), id="jwk"
        ),
        pytest.param(lambda: signed(GOOD | {"jku": "https://x.example/"}, PEER, CLAIMS), id="jku"),
        pytest.param(lambda: signed(GOOD | {"x5u": "https://x.example/"}, PEER, CLAIMS), id="x5u"),
        pytest.param(lambda: signed(GOOD | {"x5c": ["MII"]}, PEER, CLAIMS), id="x5c"),
        pytest.param(lambda: signed(GOOD | {"crit": ["exp"], "exp": 1}, PEER, CLAIMS), id="crit"),
        pytest.param(lambda: signed(GOOD, PEER, CLAIMS)[:-4] + "AAAA", id="other-signature"),
    ],
)
def test_a_token_that_is_not_the_peers_is_refused(token: Callable[[], str]) -> None:
    """The key comes from the agreement, never from the token (ASVS 9.1.2 and 9.1.3)."""
    with pytest.raises(SignatureError):
        verify_jwt(token(), KEYS, Algorithm.RS256)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c.d",
        json.dumps({"payload": "e30", "signatures": []}),
        f"{segment(GOOD)}=.{segment(CLAIMS)}.AA",
        f"{segment(GOOD)}.{segment(CLAIMS)}.",
        f"{segment(b'[]')}.{segment(CLAIMS)}.AA",
        f"{segment(b'{')}.{segment(CLAIMS)}.AA",
        segment(b'{"alg":"RS256","alg":"none"}') + ".e30.AA",
    ],
)
def test_only_the_compact_serialization_is_read(token: str) -> None:
    """Neither JSON serialization, nor padding, nor a header that two readers read differently."""
    with pytest.raises(MalformedError):
        verify_jwt(token, KEYS, Algorithm.RS256)


@pytest.mark.parametrize("payload", [b"[1]", b'{"sub":"a","sub":"b"}', b"{", b'{"n":NaN}'])
def test_claims_are_one_object_with_each_name_once(payload: bytes) -> None:
    """The signature is right; what is signed is not."""
    with pytest.raises((MalformedError, SignatureError)):
        verify_jwt(signed(GOOD, PEER, payload), KEYS, Algorithm.RS256)


def test_a_megabyte_is_not_read() -> None:
    """Nothing is decoded of it."""
    with pytest.raises(OversizedError):
        verify_jwt("a" * 1_000_000, KEYS, Algorithm.RS256)


def test_two_keys_without_a_name_fit_none() -> None:
    """Nobody guesses which of several keys a token means."""
    other = RSAKey.import_key(OURS, {"kid": "two"})
    keys = read_peer_keys(published(PEER, other))

    with pytest.raises(SignatureError):
        verify_jwt(signed({"alg": "RS256"}, PEER, CLAIMS), keys, Algorithm.RS256)
    assert verify_jwt(signed(GOOD, PEER, CLAIMS), keys, Algorithm.RS256).claims == CLAIMS


def test_a_single_key_is_a_key_set_too() -> None:
    """And a key for encryption is passed over, as is one of a kind nobody knows here."""
    alone = read_peer_keys(json.dumps(PEER.as_dict(private=False)))
    more = json.loads(published(PEER))
    more["keys"] += [PEER.as_dict(private=False) | {"use": "enc", "kid": "e"}, {"kty": "AKP"}]
    more["keys"].append(ECKey.generate_key("P-521").as_dict(private=False))

    assert len(alone.keys) == 1
    assert [key.get("kid") for key in read_peer_keys(json.dumps(more)).keys] == ["one"]


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[]",
        "{}",
        '{"keys": []}',
        '{"keys": {}}',
        '{"keys": [1]}',
        json.dumps({"keys": [PEER.as_dict(private=True)]}),
        json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}),
        json.dumps({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}),
        json.dumps({"keys": [{"kty": "RSA", "n": "!", "e": "AQAB"}]}),
        json.dumps({"keys": [{"kty": "RSA"}]}),
        json.dumps({"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}),
        json.dumps({"keys": [PEER.as_dict(private=False)] * 2}),
        json.dumps({"keys": [PEER.as_dict(private=False)] * 21}),
        " " * 100_000,
    ],
    ids=[
        *("empty", "a list", "an object", "no key", "no list", "no object"),
        *("a private key", "a symmetric key", "a short key", "no modulus", "half a key"),
        *("no point", "one name twice", "too many", "too long"),
    ],
)
def test_a_key_set_to_rely_on_is_demanded(document: str) -> None:
    """A private key that was sent by mistake is named as one; a weak or unreadable one is none."""
    with pytest.raises(ValueRefusedError):
        read_peer_keys(document)


@pytest.mark.parametrize(
    "change", [lambda t: t[:-2], lambda t: t + ".x", lambda t: t[1:], str.lower]
)
def test_a_changed_token_of_ours_is_not_read_back(change: Callable[[str], str]) -> None:
    """The proof fails closed."""
    with pytest.raises(ReleaseMismatchError):
        read_issued(change(JwtSigner(OURS).sign(CLAIMS)), OURS.public_key())


def test_a_token_of_another_key_is_not_ours() -> None:
    """Nor one that says another algorithm above a signature that fits."""
    with pytest.raises(ReleaseMismatchError):
        read_issued(JwtSigner(PEERS).sign(CLAIMS), OURS.public_key())
    with pytest.raises(ReleaseMismatchError):
        read_issued(signed({"alg": "PS256"}, PEER, CLAIMS), PEERS.public_key())
    body = f"{segment({'alg': 'none'})}.{segment(CLAIMS)}"
    proper = jws.JWSRegistry.algorithms["RS256"].sign(body.encode(), PEER)
    with pytest.raises(ReleaseMismatchError):
        read_issued(f"{body}.{segment(proper)}", PEERS.public_key())


@pytest.mark.parametrize("text", ["a", "ab=", "a b", "é", "AB"])
def test_base64url_has_one_spelling(text: str) -> None:
    """Bits that nobody looks at would let two texts stand for one token."""
    with pytest.raises(MalformedError):
        base64url(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "[" * 100_000, '{"a":1,"a":1}', '{"a":Infinity}'),
        *('{"a":"\\ud800"}', '{"\\udc00":1}', '{"a":["\\ude00\\ud83d"]}'),
        *(f'{{"a":1{"0" * 400}}}', '{"a":1e400}', '{"a":-1e400}', '{"a":100000000000000001}'),
    ],
)
def test_json_is_strict(text: str) -> None:
    """One object, each name once, with numbers and characters that every reader has."""
    with pytest.raises(MalformedError):
        strict_json(text)


def test_honest_json_is_read() -> None:
    """A whole pair of surrogates is one character; instants and ports are small numbers."""
    text = '{"a": "\\ud83d\\ude00", "iat": 1795000000, "x": 1.5e3, "y": -9007199254740991}'

    assert strict_json(text) == {
        "a": "\U0001f600",
        "iat": 1795000000,
        "x": 1500.0,
        "y": -9007199254740991,
    }

"""Attacks on tokens and on what they tell: statements 57, 59, 63 and 66 to 69."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey, RSAKey
from tests.protocols.cas.server import CLAIMS, SUBJECT
from tests.protocols.oidc.provider import (
    CLIENT,
    ISSUER,
    RELEASED,
    Answered,
    OidcServer,
    assertion,
    by_key,
    client,
    key,
    signer,
)

from garbridge.config.oidc import Dialect, Place
from garbridge.core.attributes import Attribute
from garbridge.core.release import Claim
from garbridge.errors import ReleaseMismatchError
from garbridge.formats.jose import JwtKeys
from garbridge.ports import WireRequest
from garbridge.protocols.oidc import ID_TOKEN_LIFETIME, TOKEN_LIFETIME, OidcClient, Teller
from garbridge.protocols.oidc.client_authentication import ASSERTION_TYPE
from garbridge.testing.world import ATLAS, NOW

HOSTILE = [
    '"},"sub":"alice","x":{"a":"',
    '\\", "PRO": ["National_dir"], "a": "',
    "</script>\u2028\u2029",
    "ligne 1\r\nligne 2\ttab\x00",
    " espaces autour ",
    "l\u2019\u00e9cole \U0001f3eb e\u0301",
]


def header_of(token: str) -> Mapping[str, object]:
    """Return the header of a token, unverified."""
    segment = token.partition(".")[0]
    found: Mapping[str, object] = json.loads(base64.urlsafe_b64decode(segment + "=="))
    return found


def test_s57_nobody_stays_signed_in_beyond_the_gate() -> None:
    """No refresh token is given, whatever the scope asks; what opens userinfo ends soon."""
    told = OidcServer().tokens(scope="openid offline_access", prompt=None)

    assert set(told) == {"access_token", "token_type", "expires_in", "scope", "id_token"}
    assert told["expires_in"] == TOKEN_LIFETIME.total_seconds() <= 600


@pytest.mark.parametrize("late", [TOKEN_LIFETIME, timedelta(days=1)])
def test_an_access_token_ends(late: timedelta) -> None:
    """At the end of its time, not after it."""
    server = OidcServer()
    access_token = server.tokens()["access_token"]

    assert server.userinfo(access_token, now=NOW + late).error == "invalid_token"
    last = NOW + TOKEN_LIFETIME - timedelta(microseconds=1)
    assert server.userinfo(access_token, now=last).status == 200


def test_s59_what_is_told_is_what_was_released() -> None:
    """Names and values, one text for what is single by nature, a list for what may be several."""
    server = OidcServer()

    told = server.userinfo(server.tokens()["access_token"])

    assert told.body == {"sub": SUBJECT, **RELEASED}


@pytest.mark.parametrize(
    ("place", "in_token", "in_userinfo"),
    [
        (Place.USERINFO, False, True),
        (Place.ID_TOKEN, True, False),
        (Place.BOTH, True, True),
    ],
)
def test_s59_attributes_stand_where_it_was_agreed(
    place: Place,
    in_token: bool,  # noqa: FBT001 - a column of the table
    in_userinfo: bool,  # noqa: FBT001 - likewise
) -> None:
    """And each exchange is noted with what it told."""
    server = OidcServer((client(attributes=place),))
    told = server.tokens()
    claims = server.id_token(told["id_token"])
    profile = server.userinfo(told["access_token"]).body

    names = set(RELEASED)
    assert (names & set(claims), names & set(profile)) == (
        names if in_token else set(),
        names if in_userinfo else set(),
    )
    assert [set(one.attributes) for one in server.journal.noted] == [
        names if in_token else set(),
        names if in_userinfo else set(),
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", [Place.ID_TOKEN, Place.USERINFO])
def test_s46_hostile_values_come_back_byte_for_byte(hostile: str, place: Place) -> None:
    """A label that a school typed is no syntax; another reader sees the same."""
    server = OidcServer((client(attributes=place),))
    released = replace(CLAIMS, claims=(Claim(Attribute.DIV, (hostile, "x"), "classe"),))
    told = server.tokens(released)
    claims = (
        server.id_token(told["id_token"])
        if place is Place.ID_TOKEN
        else server.userinfo(told["access_token"]).body
    )

    assert claims["DIV"] == [hostile, "x"]
    assert claims["sub"] == SUBJECT


def test_half_a_character_stops_the_launch() -> None:
    """It is neither dropped nor replaced: the client receives what was decided, or nothing."""
    released = replace(CLAIMS, claims=(Claim(Attribute.DIV, ("a\ud800",), "classe"),))

    with pytest.raises(ReleaseMismatchError):
        OidcServer().launch(released)


@pytest.mark.parametrize("scheme", ["Basic", "Token", "", "BearerX"])
def test_s63_a_token_stands_in_the_header_alone(scheme: str) -> None:
    """In an address it would end in logs (RFC 6750 2.3)."""
    server = OidcServer()
    access_token = server.tokens()["access_token"]

    assert server.userinfo(access_token, scheme=scheme).status == 401
    in_query = server.userinfo("x", query=f"access_token={access_token}")
    assert (in_query.status, in_query.error) == (400, "invalid_request")
    form = WireRequest("POST", f"{ISSUER}/userinfo", "", (("access_token", access_token),), "")
    assert server.userinfo_endpoint().answer(form, now=NOW).status == 400
    post = WireRequest("POST", f"{ISSUER}/userinfo", authorization=f"bearer {access_token}")
    assert server.userinfo_endpoint().answer(post, now=NOW).status == 200


def test_s63_an_answer_is_kept_by_nobody_and_names_no_origin() -> None:
    """No cache, no wildcard for other sites."""
    server = OidcServer()
    exchanged = server.exchange(server.code())
    told = server.userinfo(exchanged.body["access_token"])

    for answered in (exchanged, told):
        assert answered.headers["Cache-Control"] == "no-store"
        assert not [name for name in answered.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("token", ["", "x", "a" * 64 + ".x", "0" * 64 + "." + "0" * 40, "\u00e9"])
def test_a_guessed_token_opens_nothing(token: str) -> None:
    """And the challenge says no more than that (RFC 6750 3)."""
    server = OidcServer()
    server.tokens()

    answered = server.userinfo(token)

    assert answered.status == 401
    assert answered.headers["WWW-Authenticate"].startswith('Bearer realm="garbridge"')


def test_an_id_token_is_no_access_token() -> None:
    """Statement 68: one kind of token does not pass for another, nor does a code."""
    server = OidcServer((client(proof=by_key()),))
    signed = assertion()
    shown: dict[str, Any] = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
    told = server.exchange(server.code(), authorization="", **shown).body

    assert server.userinfo(told["id_token"]).status == 401
    assert server.userinfo(signed).status == 401
    again = {**shown, "client_assertion": told["id_token"]}
    assert server.exchange(server.code(), authorization="", **again).error == "invalid_client"


def test_s67_the_id_token_says_for_whom_and_when() -> None:
    """Issuer, audience, times as numbers; the nonce of its request; the hash of its token."""
    server = OidcServer()
    told = server.exchange(
        server_code(server, authenticated=NOW - timedelta(minutes=3)),
        now=NOW + timedelta(seconds=9),
    ).body
    claims = server.id_token(told["id_token"])

    issued = int(NOW.timestamp()) + 9
    assert claims == {
        "iss": ISSUER,
        "sub": SUBJECT,
        "aud": CLIENT,
        "azp": CLIENT,
        "exp": issued + int(ID_TOKEN_LIFETIME.total_seconds()),
        "iat": issued,
        "auth_time": int(NOW.timestamp()) - 180,
        "nonce": "n-0S6",
        "at_hash": claims["at_hash"],
    }
    assert timedelta(0) < ID_TOKEN_LIFETIME <= timedelta(minutes=5)


def server_code(server: OidcServer, **more: object) -> str:
    """Launch with more than a query says."""
    answer = server.launch(**more)  # type: ignore[arg-type]  # authenticated
    found = answer.response
    return str(found).partition("code=")[2].partition("&")[0]


def test_what_is_not_known_is_not_said() -> None:
    """No ``auth_time`` where the portal does not say, no ``nonce`` where none was sent."""
    server = OidcServer()
    claims = server.id_token(server.tokens(nonce=None)["id_token"])

    assert not {"auth_time", "nonce", "acr", "amr", "sid"} & set(claims)


def test_s66_the_header_names_one_algorithm_and_one_key() -> None:
    """No key in it, no address of one (statement 69: compact, no ``crit``)."""
    token = OidcServer().tokens()["id_token"]

    assert header_of(token) == {"alg": "RS256", "kid": signer().kid, "typ": "JWT"}
    assert token.count(".") == 2


@pytest.mark.parametrize("part", [0, 1, 2])
def test_s66_a_tampered_id_token_is_no_longer_ours(part: int) -> None:
    """By a client's own library, with the published keys."""
    server = OidcServer()
    segments = server.tokens()["id_token"].split(".")
    middle = len(segments[part]) // 2
    other = "A" if segments[part][middle] != "A" else "B"
    segments[part] = segments[part][:middle] + other + segments[part][middle + 1 :]

    with pytest.raises((JoseError, ValueError)):
        server.id_token(".".join(segments))


def test_s66_the_public_key_signs_nothing() -> None:
    """A client that fixes RS256 takes no HMAC with what anybody can read."""
    server = OidcServer()
    secret = OctKey.import_key(json.dumps(server.jwks()))
    forged = jwt.encode({"alg": "HS256"}, {"iss": ISSUER, "sub": "alice"}, secret)

    with pytest.raises(JoseError):
        server.id_token(forged)


def test_s66_a_key_is_published_before_it_signs() -> None:
    """And after: a client that fetched the keys yesterday reads today's token and tomorrow's."""
    server = OidcServer(keys=JwtKeys(signer(), (key("next").public_key(),)))
    before, old = server.jwks(), server.tokens()["id_token"]

    server.keys = JwtKeys(signer("next"), (key("portal").public_key(),))
    new = server.tokens()["id_token"]

    assert jwt.decode(new, KeySet.import_key_set(before), ["RS256"]).claims["sub"] == SUBJECT
    assert server.id_token(old)["sub"] == SUBJECT
    assert header_of(new)["kid"] != header_of(old)["kid"]
    assert all("d" not in each for each in server.jwks()["keys"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda claims: {**claims, "sub": "alice"},
        lambda claims: {**claims, "NOM": "Durand"},
        lambda claims: {name: value for name, value in claims.items() if name != "PRO"},
        lambda claims: {**claims, "PRO": "National_dir"},
        lambda claims: {**claims, "aud": "autre"},
        lambda claims: {**claims, "nonce": "another"},
        lambda claims: {**claims, "PRO": 7},
    ],
)
def test_an_id_token_that_tells_something_else_does_not_leave(
    spoil: "object", monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read back by other code: an alarm, no token, and the code is spent."""
    server = OidcServer((client(attributes=Place.BOTH),))
    told = Teller.id_token

    def spoilt(*given: object, **named: object) -> object:
        return spoil(told(*given, **named))  # type: ignore[operator,arg-type]  # a fault

    monkeypatch.setattr(Teller, "id_token", spoilt)
    code = server.code()

    answered = server.exchange(code)

    assert (answered.status, answered.error) == (500, "server_error")
    assert [one.protocol for one in server.sounded] == ["oidc"]
    assert [one.fault for one in server.journal.noted] == ["server_error"]
    # No token: that the code is spent, and nothing else.
    assert [one.body for one in server.store.entries.values()] == [b"spent"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda claims: {**claims, "sub": "alice"},
        lambda claims: {**claims, "NOM": "Durand"},
        lambda claims: {**claims, "PRO": ["National_ens", "National_dir"]},
        lambda claims: {**claims, "PRO": None},
        lambda claims: {name: value for name, value in claims.items() if name != "sub"},
        lambda claims: {**claims, "id": "alice"},
    ],
)
@pytest.mark.parametrize("dialect", list(Dialect))
def test_userinfo_that_tells_something_else_does_not_leave(
    dialect: Dialect, spoil: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every answer is read back."""
    server = OidcServer((client(dialect=dialect),))
    access_token = server.tokens()["access_token"]
    told = Teller.userinfo

    def spoilt(*given: object) -> object:
        return spoil(told(*given))  # type: ignore[operator,arg-type]  # a fault

    monkeypatch.setattr(Teller, "userinfo", spoilt)

    answered = server.userinfo(access_token)

    assert (answered.status, answered.error) == (500, "server_error")
    assert len(server.sounded) == 1
    assert server.journal.noted[-1].fault == "server_error"


def test_the_gars_profile() -> None:
    """``id``, ``client_id``, ``auth_time`` beside the attributes; bound to its resource."""
    server = OidcServer((client(dialect=Dialect.GAR),))
    code = server_code(server, authenticated=NOW, idRessource=ATLAS.id, scope="openid scope.gar")
    access_token = server.exchange(code).body["access_token"]

    def ask(query: str) -> Answered:
        return server.userinfo(access_token, query=query, path="oidcProfile")

    told = ask(f"idRessource={ATLAS.id}&access_mode=web")
    assert told.body == {
        "sub": SUBJECT,
        "id": SUBJECT,
        "client_id": CLIENT,
        "auth_time": int(NOW.timestamp()),
        **RELEASED,
    }
    other = ask("idRessource=ark:/99999/other&access_mode=web")
    assert (other.status, other.error) == (403, "insufficient_scope")
    assert ask("").body == told.body
    assert ask(f"idRessource={ATLAS.id}&idRessource=x").status == 400


def renamed() -> OidcClient:
    """Return a client that has names of its own."""
    return client(attributes=Place.BOTH, names={"PRO": "profil", "IDO": "opaque"})


def test_a_clients_own_names_are_told_and_proved() -> None:
    """What is read back has the catalogue's names again."""
    server = OidcServer((renamed(),))
    told = server.tokens()
    profile = server.userinfo(told["access_token"]).body

    assert profile["profil"] == "National_ens"
    assert profile["opaque"] == SUBJECT
    assert "PRO" not in profile
    assert server.id_token(told["id_token"])["profil"] == "National_ens"
    assert server.sounded == []


def test_the_proof_reads_what_the_code_stands_for() -> None:
    """A response that does not fit its request, or whose code opens nothing, is not proved."""
    server = OidcServer()
    asked, answer = server.parse(), server.launch()
    adapter = server.adapter

    told = adapter.read_back(asked, answer, now=NOW)
    assert told.subject == SUBJECT
    assert dict(told.attributes) == CLAIMS.values()
    other = server.launch()
    for wrong in (
        replace(answer, entries=()),
        replace(answer, entries=other.entries),
        replace(answer, response=server.launch(state="another").response),
        replace(other, entries=answer.entries),
    ):
        with pytest.raises(ReleaseMismatchError):
            adapter.read_back(asked, wrong, now=NOW)
    with pytest.raises(ReleaseMismatchError):
        adapter.read_back(server.parse(nonce="another"), answer, now=NOW)


def test_a_participant_is_named_for_logout() -> None:
    """By a name of this one sign-in that tells nothing."""
    server = OidcServer()
    one, two = server.launch().participant, server.launch().participant

    assert one is not None
    assert two is not None
    assert (one.protocol, one.subject, one.service) == ("oidc", SUBJECT, CLIENT)
    assert one.index != two.index


def test_keys_are_strangers_to_each_other() -> None:
    """A token of another portal's key is none of ours."""
    server = OidcServer()
    strange = jwt.encode(
        {"alg": "RS256", "kid": signer().kid},
        {"iss": ISSUER, "aud": CLIENT, "sub": SUBJECT},
        RSAKey.import_key(key("stranger")),
    )

    with pytest.raises(JoseError):
        server.id_token(strange)

"""Attacks on the portal as a relying party of OpenID Connect: whom it believes, and whom not."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey
from tests.protocols.oidc.provider import key
from tests.upstream.provider import (
    ACCESS,
    BACK,
    CLIENT,
    GONE,
    ISSUER,
    SUBJECT,
    Op,
    Party,
    at_hash,
    jwks,
    logout_claims,
    signed,
)

from garbridge.errors import MalformedError, ProtocolError, SignatureError
from garbridge.formats.jose import Algorithm
from garbridge.ports import (
    Authenticated,
    AutoPostForm,
    Declined,
    Fetched,
    Leaving,
    Unfetched,
    UpstreamEnded,
    WireRequest,
)
from garbridge.testing.world import NOW
from garbridge.upstream import oidc_claims, oidc_rp
from garbridge.upstream.oidc_discovery import Unknown

AT = int(NOW.timestamp())
SKEW = 180


@pytest.fixture(name="party")
def _party() -> Party:
    """The portal, and an honest provider."""
    return Party()


def test_an_honest_provider_is_believed(party: Party) -> None:
    """Else every refusal below would be no more than a broken test."""
    outcome = party.finish()

    assert isinstance(outcome, Authenticated), outcome
    assert (outcome.issuer, outcome.subject, outcome.index) == (ISSUER, SUBJECT, "session-1")
    assert outcome.attributes["uid"] == ("alice",)
    assert outcome.at == NOW - timedelta(seconds=20)
    assert outcome.hint.count(".") == 2


def test_s64_state_is_that_of_the_flow(party: Party) -> None:
    """An answer to another flow, or to none."""
    assert party.why(state="another").startswith("sign_in_not_begun")
    assert party.why(state=GONE).startswith("sign_in_not_begun")


def test_s64_each_parameter_stands_once(party: Party) -> None:
    """Two readers of one answer must not read different ones."""
    wish, begun, asked = party.begin()
    party.op.nonce = asked["nonce"]
    query = f"code=c1&code=c2&state={asked['state']}&iss={ISSUER}"

    outcome = party.party.finish(WireRequest("GET", BACK, query), begun.kept, wish, now=NOW)

    assert isinstance(outcome, Declined)
    assert party.op.count("/token") == 0


def test_s64_pkce_and_nonce_are_sent_and_new_each_time(party: Party) -> None:
    """The challenge with S256, and nothing of the verifier."""
    _, first, asked = party.begin()
    _, second, again = party.begin()

    assert asked["code_challenge_method"] == "S256"
    assert first.kept["verifier"] not in str(asked)
    assert len(first.kept["verifier"]) >= 43
    assert not set(first.kept.values()) & set(second.kept.values())
    assert asked["nonce"] != again["nonce"]
    assert (asked["tenant"], asked["redirect_uri"]) == ("1", BACK)


def test_s64_the_verifier_goes_to_the_token_endpoint(party: Party) -> None:
    """With the code, the address and the client's proof, in a form."""
    party.finish()

    (form, headers) = next((f, h) for url, f, h in party.op.asked if url.endswith("/token"))
    assert form["grant_type"] == "authorization_code"
    assert (form["code"], form["redirect_uri"]) == ("c1", BACK)
    assert form["code_verifier"].startswith("token-")
    pair = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
    assert pair == f"{CLIENT}:a%3Amade%25up%2Bsecret~"


@pytest.mark.parametrize("iss", ["https://evil.example", f"{ISSUER}/", ISSUER.upper(), ""])
def test_s61_another_provider_does_not_answer(party: Party, iss: str) -> None:
    """RFC 9207: who mixes two providers up sends nobody's code anywhere."""
    assert "another provider" in party.why(iss=iss)
    assert party.op.count("/token") == 0


def test_s61_a_provider_that_says_who_it_is_must_say_so(party: Party) -> None:
    """It promised to in its metadata; one that did not may be silent."""
    assert "another provider" in party.why(iss=GONE)

    silent = Party(
        Op(metadata={**Op().metadata, "authorization_response_iss_parameter_supported": 0})
    )

    assert isinstance(silent.finish(iss=GONE), Authenticated)
    assert "another provider" in silent.why(iss="https://evil.example")


@pytest.mark.parametrize("said", [f"{ISSUER}/", "https://evil.example", None, ["x"], ISSUER[:-1]])
def test_s65_metadata_of_another_issuer_is_none(said: object) -> None:
    """Text for text, so that nobody is sent to somebody else's form."""
    party = Party(Op(metadata={**Op().metadata, "issuer": said}))

    outcome = party.party.begin(replace(party_wish()), now=NOW)

    assert isinstance(outcome, Declined)
    assert outcome.why == "metadata: it names another issuer"


@pytest.mark.parametrize(
    "endpoint",
    ["http://idp.example/x", "javascript:alert(1)", "https://user@idp.example/", 7, "", "//idp"],
)
@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri", "authorization_endpoint"])
def test_s65_an_endpoint_without_tls_is_none(name: str, endpoint: object) -> None:
    """A code or a secret in the clear would be anybody's."""
    party = Party(Op(metadata={**Op().metadata, name: endpoint}))

    assert isinstance(party.party.begin(party_wish(), now=NOW), Declined)


def party_wish() -> Any:  # noqa: ANN401 - a wish
    """Return a wish."""
    return Party().begin()[0]


def by_secret(claims: Any) -> str:  # noqa: ANN401 - claims
    """Sign with the provider's public key as a secret: the old confusion of algorithms."""
    public = RSAKey.import_key(key("op").public_key()).as_pem(private=False)
    registry = jws.JWSRegistry(algorithms=["HS256"])
    octets = json.dumps(claims).encode()
    secret = OctKey.import_key(base64.b64encode(public))
    return jws.serialize_compact({"alg": "HS256", "kid": "op"}, octets, secret, registry=registry)


def unsigned(claims: Any) -> str:  # noqa: ANN401 - claims
    """Sign by nobody."""
    parts = (json.dumps({"alg": "none"}), json.dumps(claims))
    texts = [base64.urlsafe_b64encode(one.encode()).rstrip(b"=").decode() for one in parts]
    return ".".join((*texts, ""))


def with_its_key(name: str) -> Any:  # noqa: ANN401 - what signs
    """Sign with a key of one's own, which the token brings along."""
    own = RSAKey.import_key(key("evil").public_key()).as_dict(private=False)
    brought: Any = {"jwk": own, "jku": "https://evil.example/keys", "x5u": "https://evil.example/"}
    return lambda claims: signed(claims, by="evil", header={"kid": "op", name: brought[name]})


FORGED = {
    "no signature": unsigned,
    "the public key as a secret": by_secret,
    "somebody else's key": lambda claims: signed(claims, by="evil", header={"kid": "op"}),
    "a key that is not known": lambda claims: signed(claims, by="evil"),
    "its own key": with_its_key("jwk"),
    "the address of its key": with_its_key("jku"),
    "a certificate elsewhere": with_its_key("x5u"),
    "another algorithm": lambda claims: signed(claims, alg="PS256"),
    "an extension nobody knows": lambda claims: signed(claims, header={"crit": ["x"], "x": 1}),
    "another content": lambda claims: signed(claims)[:-8] + "AAAAAAAA",
    "JSON serialisation": lambda claims: json.dumps({"payload": signed(claims)}),
    "encrypted": lambda claims: signed(claims) + ".a.b",
    "nothing": lambda _: "",
}


@pytest.mark.parametrize("how", FORGED)
def test_s66_s69_a_forged_id_token_is_refused(party: Party, how: str) -> None:
    """Whatever it says: the algorithm and the keys are those of the agreement."""
    party.op.sign = FORGED[how]

    assert party.why().startswith("upstream_unverified")


def test_s66_the_algorithm_is_that_of_the_configuration() -> None:
    """PS256 where it was agreed, and RS256 no more."""
    party = Party(more={"algorithm": Algorithm.PS256})
    party.op.sign = lambda claims: signed(claims, alg="PS256")
    assert isinstance(party.finish(), Authenticated)

    party.op.sign = signed

    assert party.why().startswith("upstream_unverified")


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "no iss": ({"iss": GONE}, "iss"),
    "another iss": ({"iss": f"{ISSUER}/"}, "iss"),
    "iss a list": ({"iss": [ISSUER]}, "iss"),
    "no sub": ({"sub": GONE}, "sub"),
    "sub empty": ({"sub": ""}, "sub"),
    "sub a number": ({"sub": 7}, "sub"),
    "sub too long": ({"sub": "s" * 256}, "sub"),
    "sub not ASCII": ({"sub": "é"}, "sub"),
    "sub with a line break": ({"sub": "a\nb"}, "sub"),
    "no aud": ({"aud": GONE}, "aud"),
    "another aud": ({"aud": "other"}, "aud"),
    "aud a look-alike": ({"aud": f"{CLIENT} "}, "aud"),
    "aud an object": ({"aud": {CLIENT: 1}}, "aud"),
    "aud empty": ({"aud": []}, "aud"),
    "aud of several sorts": ({"aud": [CLIENT, 7]}, "aud"),
    "several aud without azp": ({"aud": [CLIENT, "other"]}, "azp"),
    "several aud, another azp": ({"aud": [CLIENT, "other"], "azp": "other"}, "azp"),
    "another azp": ({"azp": "other"}, "azp"),
    "azp a list": ({"azp": [CLIENT]}, "azp"),
    "no exp": ({"exp": GONE}, "exp"),
    "exp over": ({"exp": AT - SKEW}, "exp"),
    "exp a text": ({"exp": str(AT + 300)}, "exp"),
    "exp true": ({"exp": True}, "exp"),
    "no iat": ({"iat": GONE}, "iat"),
    "iat to come": ({"iat": AT + SKEW + 1}, "iat"),
    "iat long ago": ({"iat": AT - 600 - SKEW - 1}, "iat"),
    "iat a text": ({"iat": str(AT)}, "iat"),
    "nbf to come": ({"nbf": AT + SKEW + 1}, "nbf"),
    "nbf a text": ({"nbf": "0"}, "nbf"),
    "no nonce": ({"nonce": GONE}, "nonce"),
    "another nonce": ({"nonce": "n"}, "nonce"),
    "nonce a list": ({"nonce": ["n"]}, "nonce"),
    "at_hash of another": ({"at_hash": at_hash("another")}, "at_hash"),
    "at_hash a number": ({"at_hash": 7}, "at_hash"),
    "auth_time to come": ({"auth_time": AT + SKEW + 1}, "auth_time"),
    "auth_time a text": ({"auth_time": "now"}, "auth_time"),
    "auth_time true": ({"auth_time": True}, "auth_time"),
    "sid a number": ({"sid": 7}, "sid"),
    "a logout token": ({"events": {}}, "logout token"),
}


@pytest.mark.parametrize("value", [10**400, "\ud800", {"\udc00": 1}], ids=["huge", "half", "name"])
def test_s67_a_value_that_not_every_reader_has(party: Party, value: object) -> None:
    """A number beyond all numbers, half a character: refused before anybody compares it."""
    for name in ("exp", "sid", "given_name"):
        party.op.claims = {name: value}

        assert party.why().startswith("upstream_unverified: "), name


@pytest.mark.parametrize("what", WRONG)
def test_s67_a_claim_that_does_not_hold(party: Party, what: str) -> None:
    """Each claim, its absence and its type."""
    party.op.claims, word = WRONG[what]

    why = party.why()

    assert why.startswith("upstream_unverified: ID token: ")
    assert word in why


RIGHT: dict[str, dict[str, object]] = {
    "aud a list of one": {"aud": [CLIENT]},
    "several aud with azp": {"aud": [CLIENT, "other"], "azp": CLIENT},
    "azp": {"azp": CLIENT},
    "the last second of exp": {"exp": AT - SKEW + 1},
    "the provider's clock ahead": {"iat": AT + SKEW, "nbf": AT + SKEW},
    "the provider's clock behind": {"iat": AT - 600 - SKEW},
    "times with a fraction": {"iat": AT + 0.5, "exp": AT + 300.5},
    "no at_hash": {"at_hash": GONE},
    "no auth_time": {"auth_time": GONE},
    "no sid": {"sid": GONE},
    "unknown claims": {"x": {"y": [1]}, "roles": ["a"]},
}


@pytest.mark.parametrize("what", RIGHT)
def test_s67_a_claim_that_holds(party: Party, what: str) -> None:
    """To the second on the other side of each limit."""
    party.op.claims = RIGHT[what]

    assert isinstance(party.finish(), Authenticated)


@pytest.mark.parametrize("typ", ["at+jwt", "logout+jwt", "JOSE", 7, ["JWT"]])
def test_s68_a_token_of_another_type_is_no_id_token(party: Party, typ: object) -> None:
    """An access token of the same provider says the same of other things."""
    party.op.sign = lambda claims: signed(claims, header={"typ": typ})

    why = party.why()

    assert why.startswith("upstream_unverified")
    assert not isinstance(typ, str) or why.endswith("a token of another type")


@pytest.mark.parametrize(
    "told",
    [
        {"id_token": GONE},
        {"access_token": GONE},
        {"token_type": GONE},
        {"token_type": "mac"},
        {"id_token": 7},
        {"access_token": ["x"]},
        {"access_token": "line\nbreak"},
        {"error": "invalid_grant"},
        {"error": ["x"]},
    ],
    ids=[
        *("no ID token", "no access token", "no type", "another type"),
        *("an ID token that is a number", "a list", "a line break", "an error", "a list of errors"),
    ],
)
def test_an_answer_without_both_tokens_signs_nobody_in(
    party: Party, told: dict[str, object]
) -> None:
    """Nor one that says an error with a status of 200."""
    party.op.token = told

    assert party.why().startswith("upstream_unverified: token endpoint")


def test_s70_userinfo_is_about_the_same_person() -> None:
    """Core 5.3.2: another sub is somebody else's."""
    party = Party(more={"asks_userinfo": True})
    party.op.userinfo = {"sub": SUBJECT, "uid": "alice", "mail": "a@ent.example"}
    outcome = party.finish()
    assert isinstance(outcome, Authenticated)
    assert outcome.attributes["mail"] == ("a@ent.example",)

    for wrong in ({"sub": "other", "uid": "bruno"}, {"uid": "bruno"}, {"sub": [SUBJECT]}):
        party.op.userinfo = dict(wrong)
        assert party.why().startswith("upstream_unverified: userinfo")


def test_the_access_token_is_used_for_userinfo_alone(party: Party) -> None:
    """Nobody asks for it where the configuration does not."""
    party.finish()

    assert party.op.count("/userinfo") == 0
    assert not any(ACCESS in str(asked) for asked in party.op.asked)


def test_a_new_proof_must_be_said(party: Party) -> None:
    """Core 3.1.3.7: who asks for max_age is told auth_time."""
    _, _, asked = party.begin(is_fresh=True)
    assert (asked["max_age"], asked["prompt"]) == ("0", "login")
    assert isinstance(party.finish(is_fresh=True), Authenticated)

    party.op.claims = {"auth_time": GONE}

    assert "auth_time" in party.why(is_fresh=True)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ("access_denied", "upstream_declined"),
        ("login_required", "upstream_declined"),
        ("invalid_scope", "upstream_declined"),
        ("temporarily_unavailable", "upstream_away"),
        ("server_error", "upstream_away"),
        ("<script>alert(1)</script>", "upstream_declined"),
    ],
)
def test_an_error_of_the_provider_is_in_plain_words(party: Party, error: str, fault: str) -> None:
    """And repeats nothing that is not one of the protocol's."""
    why = party.why(error=error, error_description="<b>secret</b>", code=GONE)

    assert why.startswith(f"{fault}: the provider says ")
    assert "<" not in why
    assert party.op.count("/token") == 0


def test_s71_a_key_that_rolled_over_is_learnt_at_once(party: Party) -> None:
    """No sign-in is lost once a minute has passed since the keys were last asked for."""
    assert isinstance(party.finish(), Authenticated)
    party.op.keys = jwks("next", "op")
    party.op.sign = lambda claims: signed(claims, by="next")
    party.ticks.at += 61

    assert isinstance(party.finish(), Authenticated)
    assert party.op.count("/keys") == 2


def test_s71_a_key_that_came_just_after_we_asked_is_learnt_at_once(party: Party) -> None:
    """That its keys are old, and were asked for anew a moment ago, says nothing of this one."""
    assert isinstance(party.finish(), Authenticated)
    party.ticks.at += 601
    assert isinstance(party.finish(), Authenticated)
    party.op.keys = jwks("next", "op")
    party.op.sign = lambda claims: signed(claims, by="next")

    assert isinstance(party.finish(), Authenticated)
    assert party.op.count("/keys") == 3


def test_s71_whoever_comes_while_another_learns_a_new_key_has_it_too(party: Party) -> None:
    """Both came with the keys of before; the second asks too late, and is refused nothing."""
    party.finish()
    before = party.party.discovery.keys()
    assert not isinstance(before, Unfetched)
    party.op.keys = jwks("next")

    first = party.party.discovery.keys_instead(before, Unknown.ID_TOKEN)
    second = party.party.discovery.keys_instead(before, Unknown.ID_TOKEN)

    assert first is not None
    assert second is first
    assert party.op.count("/keys") == 2
    assert party.party.discovery.keys_instead(first, Unknown.ID_TOKEN) is None


def test_s71_unknown_keys_are_asked_for_once_a_minute(party: Party) -> None:
    """However many tokens come that nobody signed."""
    party.finish()
    party.op.sign = lambda claims: signed(claims, by="evil")
    for _ in range(20):
        party.why()
        party.ticks.at += 5

    assert party.op.count("/keys") <= 1 + 100 // 60 + 1


def test_s71_a_retired_key_is_refused_in_the_end(party: Party) -> None:
    """Ten minutes after the provider took it out of its set."""
    party.finish()
    party.op.keys = jwks("next")
    assert isinstance(party.finish(), Authenticated)

    party.ticks.at += 601

    assert party.why().startswith("upstream_unverified")


@pytest.mark.parametrize(
    "broken",
    [
        Fetched(200, b'{"keys": []}'),
        Fetched(200, b"<html>"),
        Fetched(200, jwks("op")[:-20]),
        Fetched(500, b""),
        Fetched(302, b""),
    ],
    ids=["empty", "html", "truncated", "500", "redirect"],
)
def test_s71_the_last_good_keys_are_kept(party: Party, broken: Fetched) -> None:
    """A provider that publishes nonsense for an hour loses nobody, and is asked once a minute."""
    party.finish()
    party.op.answers = {"/keys": broken, "openid-configuration": broken}
    for _ in range(10):
        party.ticks.at += 660
        assert isinstance(party.finish(), Authenticated)

    party.op.answers = {}
    party.op.keys = jwks("next")
    party.op.sign = lambda claims: signed(claims, by="next")
    party.ticks.at += 61

    assert isinstance(party.finish(), Authenticated)


def test_s71_without_any_keys_nobody_is_believed_and_it_mends_itself(party: Party) -> None:
    """From the start on: no hand is needed once it answers."""
    party.op.answers = {"openid-configuration": Fetched(503, b"")}
    outcome = party.party.begin(Party().begin()[0], now=NOW)
    assert isinstance(outcome, Declined)
    assert outcome.why == "metadata: HTTP 503"
    assert isinstance(party.party.begin(Party().begin()[0], now=NOW), Declined)
    assert party.op.count("openid-configuration") == 1

    party.op.answers = {}
    party.ticks.at += 5

    assert isinstance(party.finish(), Authenticated)


def test_s72_a_logout_token_ends_a_session(party: Party) -> None:
    """Both names, and what must not be seen again."""
    said = party.ended(signed(logout_claims(), header={"typ": "logout+jwt"}))

    assert isinstance(said, UpstreamEnded)
    assert (said.subject, said.index) == (SUBJECT, "session-1")
    assert said.once is not None
    again = party.ended(signed(logout_claims()))
    assert again is not None
    assert again.once == said.once
    other = party.ended(signed(logout_claims(jti="j2", sub=GONE)))
    assert other is not None
    assert other.once != said.once
    assert (other.subject, other.index) == ("", "session-1")


LOGOUT_WRONG: dict[str, dict[str, object]] = {
    "nonce": {"nonce": "n"},
    "no events": {"events": GONE},
    "another event": {"events": {"https://other.example": {}}},
    "the event no object": {"events": {"http://schemas.openid.net/event/backchannel-logout": True}},
    "events a list": {"events": ["http://schemas.openid.net/event/backchannel-logout"]},
    "no jti": {"jti": GONE},
    "jti a number": {"jti": 7},
    "nobody": {"sub": GONE, "sid": GONE},
    "sub a list": {"sub": [SUBJECT]},
    "sid empty": {"sid": ""},
    "another iss": {"iss": "https://evil.example"},
    "another aud": {"aud": "other"},
    "no exp": {"exp": GONE},
    "exp over": {"exp": AT - SKEW},
    "iat long ago": {"iat": AT - 600 - SKEW - 1},
}


@pytest.mark.parametrize("what", LOGOUT_WRONG)
def test_s72_a_logout_token_that_does_not_hold(party: Party, what: str) -> None:
    """Nobody is logged out by it."""
    with pytest.raises(MalformedError):
        party.ended(signed(logout_claims(**LOGOUT_WRONG[what])))


def test_s72_an_id_token_is_no_logout_token(party: Party) -> None:
    """It is signed by the same key, and lies in many a log."""
    party.finish()

    with pytest.raises(MalformedError):
        party.ended(signed(party.op.said()))


@pytest.mark.parametrize("how", FORGED)
def test_s72_a_forged_logout_token_is_refused(party: Party, how: str) -> None:
    """Anybody can post one."""
    with pytest.raises(ProtocolError):
        party.ended(FORGED[how](logout_claims()))


def test_s72_two_logout_tokens_are_none(party: Party) -> None:
    """Which of both would be meant?"""
    token = signed(logout_claims())
    form = (("logout_token", token), ("logout_token", token))

    with pytest.raises(MalformedError):
        party.party.ended(WireRequest("POST", "https://ent.example/", form=form), now=NOW)


def test_s72_forged_logout_tokens_do_not_make_us_ask(party: Party) -> None:
    """At most once a minute, whoever posts."""
    party.finish()
    for _ in range(30):
        with pytest.raises(SignatureError):
            party.ended(signed(logout_claims(), by="evil"))

    assert party.op.count("/keys") == 2


def test_s72_forged_logout_tokens_do_not_keep_a_new_key_from_being_learnt(party: Party) -> None:
    """Nor is a logout token by a new key refused because of a sign-in that nobody could verify."""
    party.finish()
    with pytest.raises(SignatureError):
        party.ended(signed(logout_claims(), by="evil"))
    party.op.keys = jwks("next", "op")
    party.op.sign = lambda claims: signed(claims, by="next")

    assert isinstance(party.finish(), Authenticated)


CHECKS = sorted(name for name in vars(oidc_claims) if name.endswith("_problem"))


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_that_breaks_lets_nobody_in(
    party: Party, monkeypatch: pytest.MonkeyPatch, check: str
) -> None:
    """V16.5.3: what cannot be checked does not hold; neither sign-in nor logout goes on."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(check)

    where = oidc_claims if check.startswith("_") else oidc_rp
    monkeypatch.setattr(where, check, broken)
    outcomes: list[str] = []
    for act in (party.finish, lambda: party.ended(signed(logout_claims()))):
        try:
            outcomes.append(type(act()).__name__)
        except ZeroDivisionError:
            outcomes.append("stopped")

    assert "stopped" in outcomes


def test_there_are_checks_to_break() -> None:
    """A list of none would pass the test above."""
    assert len(CHECKS) >= 10


@pytest.mark.parametrize("hint", ["the.id.token", ""])
def test_s63_a_logout_by_form_shows_no_token_in_an_address(hint: str) -> None:
    """Neither a history nor a log keeps it; the provider's way back is allowed to the browser."""
    party = Party(more={"leaves_by_form": True}).party
    back = "https://ent.example/out"
    leaving = Leaving(subject="alice", index="s", hint=hint, back=back, flow="the-flow")

    sent = party.leave(leaving, now=NOW)

    assert isinstance(sent, AutoPostForm)
    assert sent.action == "https://idp.example/end"
    assert dict(sent.fields) == {
        **({"id_token_hint": hint} if hint else {}),
        "client_id": CLIENT,
        "post_logout_redirect_uri": back,
        "state": "the-flow",
    }
    assert sent.origins == ("https://idp.example", "https://ent.example")

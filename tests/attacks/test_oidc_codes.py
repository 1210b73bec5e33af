"""Attacks on codes and on those who exchange them: statements 53, 54, 56 and 58."""

import base64
import hmac
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.protocols.cas.server import CLAIMS, SUBJECT
from tests.protocols.oidc.provider import (
    CLIENT,
    ISSUER,
    NEXT_SECRET,
    RESOURCE_RETURN,
    RETURN,
    SECRET,
    VERIFIER,
    Answered,
    OidcServer,
    assertion,
    basic,
    by_key,
    by_post,
    client,
    kept,
)

from garbridge.config.oidc import Authentication, secret_digest
from garbridge.errors import StoreUnavailableError
from garbridge.ports import OneTimeEntry, WireRequest
from garbridge.protocols.oidc import CODE_LIFETIME, OidcClient, SecretProof
from garbridge.protocols.oidc.client_authentication import ASSERTION_TYPE
from garbridge.protocols.oidc.codes import TOKEN_LIFETIME, code_key, token_key
from garbridge.testing.world import ATLAS, NOW

OTHER = client(
    client_id="autre",
    redirect_uris={RETURN: None},
    proof=SecretProof(Authentication.BASIC, (secret_digest(NEXT_SECRET),)),
)


def test_s53_a_code_is_exchanged_once() -> None:
    """Whoever finds it in a browser's history comes too late."""
    server = OidcServer()
    code = server.code()

    assert server.exchange(code).status == 200
    again = server.exchange(code)

    assert (again.status, again.error) == (400, "invalid_grant")
    assert SUBJECT not in str(again.body)


def test_s53_the_second_use_ends_the_access_token() -> None:
    """One of the two who used it was a thief; neither reads on (RFC 6749 4.1.2)."""
    server = OidcServer()
    code = server.code()
    access_token = server.exchange(code).body["access_token"]
    assert server.userinfo(access_token).status == 200

    server.exchange(code)

    assert server.userinfo(access_token).error == "invalid_token"


def test_s53_who_brings_a_spent_code_is_noted_and_who_guesses_is_not() -> None:
    """It may have leaked, whether it led to a token or not; a guess says nothing."""
    server = OidcServer()
    told, burnt = server.code(), server.code()
    assert server.exchange(told).status == 200
    assert server.exchange(burnt, code_verifier="x" * 43).error == "invalid_grant"
    for _ in range(2):
        server.exchange("of-nobody-" * 3)
    assert server.reused == []

    server.exchange(told)
    server.exchange(told)
    server.exchange(burnt)
    assert server.reused == [NOW] * 3

    server.exchange(told, authorization="")
    server.exchange(told, now=NOW + TOKEN_LIFETIME)
    assert server.reused == [NOW] * 3


def test_s53_somebody_without_a_clients_proof_ends_nothing() -> None:
    """Who has only seen the code can neither use it nor take anything away with it."""
    server = OidcServer()
    code = server.code()
    assert server.exchange(code, authorization=basic(secret=NEXT_SECRET)).error == "invalid_client"

    access_token = server.exchange(code).body["access_token"]
    assert server.exchange(code, authorization="").error == "invalid_client"

    assert server.userinfo(access_token).status == 200


def test_s53_of_32_exchanges_at_once_one_succeeds_at_the_most() -> None:
    """Nothing here makes one wait for another: the second use may end the first."""
    server = OidcServer()
    code, start = server.code(), threading.Barrier(32)

    def exchange(_: int) -> Answered:
        start.wait()
        return server.exchange(code)

    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(exchange, range(32)))

    told = [one.body["access_token"] for one in found if one.status == 200]
    assert len(told) <= 1
    assert [one.error for one in found].count("invalid_grant") == 32 - len(told)
    assert all(server.userinfo(token).status == 401 for token in told)


def test_s53_a_second_use_while_the_first_goes_on_ends_both() -> None:
    """Where tickets wait in Redis, nothing makes the second wait for the first."""
    server = OidcServer()
    code = server.code()
    kept_so_far, seconds = server.store.keep, list[str | None]()

    def keep(entry: OneTimeEntry, *, now: datetime) -> None:
        if entry.key == token_key(code) and not seconds:
            seconds.append(None)
            seconds.append(server.exchange(code).error)
        kept_so_far(entry, now=now)

    server.store.keep = keep  # type: ignore[method-assign]  # somebody comes in between

    first = server.exchange(code)

    assert seconds == [None, "invalid_grant"]
    assert server.reused == [NOW]
    assert first.error == "invalid_grant"
    for _ in range(2):
        assert server.exchange(code).error == "invalid_grant"
    assert server.reused == [NOW] * 3, "it stays known to be spent"


def test_s53_who_comes_while_a_second_use_is_seen_to_hides_no_further_one() -> None:
    """Between the end of the access token and the mark that stands in its place, a third comes."""
    server = OidcServer()
    code = server.code()
    access_token = server.exchange(code).body["access_token"]
    redeemed_so_far, thirds = server.store.redeem, list[str | None]()

    def redeem(key: str, *, now: datetime, leave: OneTimeEntry | None = None) -> bytes | None:
        body = redeemed_so_far(key, now=now, leave=leave)
        if key == token_key(code) and not thirds:
            thirds.append(None)
            thirds.append(server.exchange(code).error)
        return body

    server.store.redeem = redeem  # type: ignore[method-assign]  # somebody comes in between

    server.exchange(code)

    assert thirds == [None, "invalid_grant"]
    assert server.userinfo(access_token).status == 401
    known = len(server.reused)
    assert known > 0
    server.exchange(code)
    server.exchange(code, now=NOW + TOKEN_LIFETIME - timedelta(seconds=1))
    assert len(server.reused) == known + 2


def test_s53_a_token_that_is_kept_meanwhile_is_ended_and_its_code_stays_known() -> None:
    """The second use is about to stand in its way, and the first keeps its token just before."""
    server = OidcServer()
    code = server.code()
    kept_so_far = server.store.keep
    tokens = list[OneTimeEntry]()

    def keep(entry: OneTimeEntry, *, now: datetime) -> None:
        if entry.key == token_key(code) and not tokens:
            tokens.append(entry)
            assert server.exchange(code).error == "invalid_grant"
            return
        if entry.key == token_key(code) and len(tokens) == 1:
            tokens.append(tokens[0])
            kept_so_far(tokens[0], now=now)
        kept_so_far(entry, now=now)

    server.store.keep = keep  # type: ignore[method-assign]  # the first is done as the second acts

    told = server.exchange(code)

    assert server.reused == [NOW]
    assert server.userinfo(told.body["access_token"]).status == 401
    for _ in range(2):
        assert server.exchange(code).error == "invalid_grant"
    assert server.reused == [NOW] * 3


def test_s53_of_three_at_once_none_goes_through() -> None:
    """What the third left in the place of the token stays there for the first to run into."""
    server = OidcServer()
    code = server.code()
    kept_so_far = server.store.keep
    coming, others = list[bytes](), list[str | None]()

    def keep(entry: OneTimeEntry, *, now: datetime) -> None:
        if entry.key == token_key(code) and len(coming) < 2:
            coming.append(entry.body)
            others.append(server.exchange(code).error)
        kept_so_far(entry, now=now)

    server.store.keep = keep  # type: ignore[method-assign]  # somebody comes in between

    first = server.exchange(code)

    assert others == ["invalid_grant"] * 2
    assert first.error == "invalid_grant"


def test_s53_the_code_opens_no_userinfo() -> None:
    """The token's name follows from the code, which a browser has seen; its key does not."""
    server = OidcServer()
    code = server.code()
    server.exchange(code)

    for guess in (
        code,
        token_key(code),
        f"{token_key(code)}.{code}",
        f"{token_key(code)}.{'0' * 40}",
    ):
        assert server.userinfo(guess).status == 401


@pytest.mark.parametrize("late", [CODE_LIFETIME, CODE_LIFETIME * 2, timedelta(days=400)])
def test_s54_a_code_ends_within_a_minute(late: timedelta) -> None:
    """At the end of its time, not after it."""
    assert timedelta(0) < CODE_LIFETIME <= timedelta(seconds=60)
    server = OidcServer()

    assert server.exchange(server.code(), now=NOW + late).error == "invalid_grant"
    last = NOW + CODE_LIFETIME - timedelta(microseconds=1)
    assert server.exchange(server.code(), now=last).status == 200


@pytest.mark.parametrize(
    ("late", "status"), [(timedelta(microseconds=-1), 200), (timedelta(0), 400)]
)
def test_s54_a_store_that_answers_late_opens_nothing(late: timedelta, status: int) -> None:
    """It forgets entries when it comes to it: what a code stands for has its own end."""
    server = OidcServer()
    code = server.code()
    for entry in server.store.entries.values():
        server.store.entries[entry.key] = replace(entry, until=NOW + timedelta(days=1))

    assert server.exchange(code, now=NOW + CODE_LIFETIME + late).status == status


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda c: c[:-1], id="one-character-less"),
        pytest.param(lambda c: c + "0", id="one-character-more"),
        pytest.param(str.lower, id="lower-case"),
        pytest.param(lambda c: f" {c}", id="leading-space"),
        pytest.param(lambda c: f"{c}\n", id="trailing-newline"),
        pytest.param(lambda c: f"{c}\x00", id="null-byte"),
        pytest.param(lambda c: f"{c}' OR '1'='1", id="sql"),
        pytest.param(code_key, id="the-key-of-the-store"),
        pytest.param(lambda _: "*", id="wildcard"),
        pytest.param(lambda _: "\uff10" * 30, id="other-digits"),
        pytest.param(lambda _: "a" * 100_000, id="longer-than-any"),
    ],
)
def test_s54_a_guessed_code_opens_nothing(change: Callable[[str], str]) -> None:
    """Only the code itself is one, and it is still good afterwards."""
    server = OidcServer()
    code = server.code()

    assert server.exchange(change(code)).error == "invalid_grant"
    assert server.exchange(code).status == 200


def test_s54_the_store_holds_nothing_readable() -> None:
    """Who steals the database has no code, no token, no name and no value."""
    server = OidcServer()
    access_token = server.exchange(server.code()).body["access_token"]
    code = server.code()

    stolen = b"".join(kept(entry) for entry in server.store.entries.values())
    for secret in (code, access_token, access_token.partition(".")[2], SUBJECT, "National_ens"):
        assert secret.encode() not in stolen


@pytest.mark.parametrize(
    "verifier", ["x" * 43, VERIFIER + "x", VERIFIER[:-1], VERIFIER.upper(), "é" * 43, "a" * 200]
)
def test_s56_a_wrong_verifier_gets_nothing_and_spends_the_code(verifier: str) -> None:
    """A stolen code is of no use without what the client kept to itself."""
    server = OidcServer()
    code = server.code()

    assert server.exchange(code, code_verifier=verifier).error in {
        "invalid_grant",
        "invalid_request",
    }
    assert server.exchange(code).error == "invalid_grant"


@pytest.mark.parametrize("verifier", [None, ""])
def test_s56_a_missing_verifier_gets_nothing(verifier: str | None) -> None:
    """There is no exchange without one."""
    server = OidcServer()
    code = server.code()

    assert server.exchange(code, code_verifier=verifier).error == "invalid_request"
    assert server.exchange(code).error == "invalid_grant"


@pytest.mark.parametrize("address", [RESOURCE_RETURN, RETURN + "/", "", None])
def test_a_code_goes_with_the_address_it_was_sent_to(address: str | None) -> None:
    """The same text at both endpoints (RFC 6749 4.1.3)."""
    server = OidcServer()

    assert server.exchange(server.code(), redirect_uri=address).error == "invalid_grant"


def test_a_code_of_another_client_is_burnt() -> None:
    """A client that got hold of another's learns nothing and spoils it."""
    server = OidcServer((client(), OTHER))
    code = server.code()
    theirs = basic("autre", NEXT_SECRET)

    stolen = server.exchange(code, authorization=theirs)

    assert stolen.error == "invalid_grant"
    assert server.exchange(code).error == "invalid_grant"
    assert [noted.fault for noted in server.journal.noted] == ["invalid_grant"]


@pytest.mark.parametrize(
    "grant", ["password", "client_credentials", "refresh_token", "implicit", "", None, "CODE"]
)
def test_s55_no_other_grant_is_offered(grant: str | None) -> None:
    """No password reaches us, nobody stays signed in beyond the gate."""
    server = OidcServer()
    code = server.code()

    answered = server.exchange(code, grant_type=grant, username="alice")

    assert (answered.status, answered.error) == (400, "unsupported_grant_type")
    assert server.exchange(code).status == 200


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(basic(secret=NEXT_SECRET), id="wrong-secret"),
        pytest.param(basic(client_id="autre"), id="unknown-client"),
        pytest.param(basic(secret=""), id="empty-secret"),
        pytest.param(basic(secret=SECRET[:-1]), id="shorter"),
        pytest.param(basic(secret=SECRET + "a"), id="longer"),
        pytest.param(basic(secret=SECRET.lower()), id="lower-case"),
        pytest.param("Basic !!!", id="no-base64"),
        pytest.param("Basic cGFyYw==", id="no-colon"),
        pytest.param("Bearer abc", id="bearer"),
        pytest.param("", id="nothing"),
        pytest.param("Basic /w==", id="not-ascii"),
    ],
)
def test_s58_a_client_proves_who_it_is(header: str) -> None:
    """One answer for all of them: nobody learns which clients there are."""
    server = OidcServer()
    code = server.code()

    answered = server.exchange(code, authorization=header)

    assert (answered.status, answered.error) == (401, "invalid_client")
    assert answered.headers["WWW-Authenticate"] == 'Basic realm="garbridge"'
    assert answered.body == server.exchange(code, authorization=basic("x", "y")).body
    assert server.exchange(code).status == 200


def test_s58_the_header_is_form_decoded() -> None:
    """openid-client writes ``-`` as ``%2D`` (RFC 6749 2.3.1); others write it as it is."""
    server = OidcServer()
    encoded = "Basic " + _b64("%70arc:" + "".join(f"%{ord(one):02X}" for one in SECRET))
    plain = "basic  " + _b64(f"{CLIENT}:{SECRET}")

    assert server.exchange(server.code(), authorization=encoded).status == 200
    assert server.exchange(server.code(), authorization=plain).status == 200


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_s58_two_secrets_overlap() -> None:
    """A secret is changed without an hour in which nobody signs in."""
    both = SecretProof(Authentication.BASIC, (secret_digest(SECRET), secret_digest(NEXT_SECRET)))
    server = OidcServer((client(proof=both),))

    for secret in (SECRET, NEXT_SECRET):
        assert server.exchange(server.code(), authorization=basic(secret=secret)).status == 200


@pytest.mark.parametrize(
    ("header", "compared"),
    [
        (basic(), 2),
        (basic(secret=NEXT_SECRET), 2),
        (basic(secret=SECRET[::-1]), 2),
        (basic(secret=SECRET[:-1]), 2),
        (basic("nobody"), 1),
    ],
    ids=["the first", "the second", "none", "nearly", "nobody's"],
)
def test_s58_every_secret_is_compared_whole(
    monkeypatch: pytest.MonkeyPatch, header: str, compared: int
) -> None:
    """In constant time: digests of one length, each to its end, also after one that is right.

    Who is not registered is compared too.  No clock is asked: what a machine does beside decides.
    """
    both = SecretProof(Authentication.BASIC, (secret_digest(SECRET), secret_digest(NEXT_SECRET)))
    server = OidcServer((client(proof=both),))
    code, seen = server.code(), []
    whole = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        seen.append({len(one), len(other)})
        return whole(one, other)

    monkeypatch.setattr("hmac.compare_digest", compare)
    server.exchange(code, authorization=header)

    assert seen == [{32}] * compared


AS_BASIC: dict[str, Any] = {"authorization": basic()}
AS_POST: dict[str, Any] = {
    "authorization": "",
    "client_id": CLIENT,
    "client_secret": SECRET,
}


def as_key(signed: str) -> dict[str, Any]:
    """Return how a client that signs asks."""
    return {
        "authorization": "",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signed,
    }


@pytest.mark.parametrize(
    ("agreed", "good"),
    [
        (client(), AS_BASIC),
        (client(proof=by_post()), AS_POST),
        (client(proof=by_key()), None),
    ],
    ids=["basic", "post", "key"],
)
def test_s58_each_client_has_one_method(agreed: OidcClient, good: dict[str, Any] | None) -> None:
    """A secret that leaked in one way is of no use in another."""
    server = OidcServer((agreed,))
    for shown in (AS_BASIC, AS_POST, as_key(assertion())):
        is_agreed = shown == good or (good is None and "client_assertion" in shown)
        answered = server.exchange(server.code(), **shown)
        assert answered.error == (None if is_agreed else "invalid_client")


@pytest.mark.parametrize("more", [AS_POST | {"authorization": basic()}, as_key("a.b.c")])
def test_s58_two_proofs_at_once_are_none(more: dict[str, Any]) -> None:
    """RFC 6749 2.3: a request shows one."""
    server = OidcServer()
    both = {**more, "authorization": basic()}

    assert server.exchange(server.code(), **both).error == "invalid_client"
    mixed = server.exchange(server.code(), client_id="autre")
    assert mixed.error == "invalid_client"


def test_s58_a_switched_off_client_is_nobody() -> None:
    """What it was handed a moment ago is worth nothing, on no path."""
    server = OidcServer()
    code, early = server.code(), server.tokens()
    server.clients = (client(enabled=False),)

    assert server.exchange(code).error == "invalid_client"
    assert server.userinfo(early["access_token"]).error == "invalid_token"


def test_s50_a_resource_that_was_switched_off_is_told_of_no_more() -> None:
    """Neither by a code nor by a token of a moment before; and what is open still is."""
    server = OidcServer()
    code, early = server.code(), server.tokens()
    server.closed = frozenset({ATLAS.id})

    assert server.exchange(code).error == "invalid_grant"
    assert server.userinfo(early["access_token"]).error == "invalid_token"
    server.closed = frozenset()
    assert server.userinfo(early["access_token"]).status == 200


HOUR = 3_600
SOON = int(NOW.timestamp())


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param(lambda: assertion(iss="autre"), id="other-issuer"),
        pytest.param(lambda: assertion(sub="autre"), id="other-subject"),
        pytest.param(lambda: assertion(sub=None), id="no-subject"),
        pytest.param(lambda: assertion(aud="https://other.example/token"), id="other-audience"),
        pytest.param(lambda: assertion(aud=f"{ISSUER}/"), id="audience-with-a-slash"),
        pytest.param(lambda: assertion(aud=ISSUER.upper()), id="audience-in-capitals"),
        pytest.param(lambda: assertion(aud=[ISSUER, "https://other.example"]), id="shared"),
        pytest.param(lambda: assertion(aud=[]), id="no-audience-in-a-list"),
        pytest.param(lambda: assertion(aud=None), id="no-audience"),
        pytest.param(lambda: assertion(exp=None), id="no-end"),
        pytest.param(lambda: assertion(exp=SOON), id="ended"),
        pytest.param(lambda: assertion(exp=SOON + 2 * HOUR), id="for-hours"),
        pytest.param(lambda: assertion(exp=True), id="end-is-no-number"),
        pytest.param(lambda: assertion(exp="tomorrow"), id="end-is-a-text"),
        pytest.param(lambda: assertion(exp=1e300), id="end-of-all-days"),
        pytest.param(lambda: assertion(iat=SOON + 120), id="of-tomorrow"),
        pytest.param(lambda: assertion(nbf=SOON + 120), id="not-yet"),
        pytest.param(lambda: assertion(jti=None), id="no-identifier"),
        pytest.param(lambda: assertion(jti=""), id="empty-identifier"),
        pytest.param(lambda: assertion(jti=7), id="identifier-is-a-number"),
        pytest.param(lambda: assertion(jti="j" * 300), id="identifier-too-long"),
        pytest.param(lambda: assertion()[:-4] + "AAAA", id="other-signature"),
        pytest.param(lambda: "e30.e30.", id="unsigned"),
        pytest.param(lambda: "a" * 100_000, id="huge"),
    ],
)
def test_s58_an_assertion_is_for_us_now_and_theirs(signed: Callable[[], str]) -> None:
    """Audience, times and identifier are checked, types too (statement 67)."""
    server = OidcServer((client(proof=by_key()),))

    assert server.exchange(server.code(), **as_key(signed())).error == "invalid_client"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": ISSUER},
        {"aud": [ISSUER, f"{ISSUER}/token"]},
        {"exp": SOON + HOUR},
        {"iat": None},
    ],
)
def test_s58_what_real_clients_sign_is_taken(changes: dict[str, object]) -> None:
    """openid-client names the issuer, Authlib the token endpoint, some both."""
    server = OidcServer((client(proof=by_key()),))

    assert server.exchange(server.code(), **as_key(assertion(**changes))).status == 200


@pytest.mark.parametrize(
    ("typ", "error"),
    [
        ("JWT", None),
        ("client-authentication+jwt", None),
        ("at+jwt", "invalid_client"),
        ("logout+jwt", "invalid_client"),
    ],
)
def test_s58_a_message_that_says_it_is_another_is_none(typ: str, error: str | None) -> None:
    """What a client signed for another end proves nothing here (RFC 8725 3.11)."""
    server = OidcServer((client(proof=by_key()),))

    assert server.exchange(server.code(), **as_key(assertion(typ))).error == error


@pytest.mark.parametrize("kind", [None, "", "jwt", ASSERTION_TYPE.replace("jwt", "saml2")])
def test_s58_an_assertion_says_what_it_is(kind: str | None) -> None:
    """RFC 7521 4.2."""
    server = OidcServer((client(proof=by_key()),))
    shown = as_key(assertion()) | {"client_assertion_type": kind}

    assert server.exchange(server.code(), **shown).error == "invalid_client"


def test_s58_an_assertion_is_used_once() -> None:
    """Who reads it on its way signs nothing in with it, whatever became of the first request."""
    server = OidcServer((client(proof=by_key()),))
    signed = assertion()
    assert server.exchange("no-such-code-at-all", **as_key(signed)).error == "invalid_grant"

    assert server.exchange(server.code(), **as_key(signed)).error == "invalid_client"


def test_s58_of_16_assertions_at_once_one_is_taken() -> None:
    """Two workers with one assertion: the store says who was first."""
    server = OidcServer((client(proof=by_key()),))
    signed, start = assertion(), threading.Barrier(16)

    def exchange(_: int) -> str | None:
        start.wait()
        return server.exchange("no-such-code-at-all", **as_key(signed)).error

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(exchange, range(16)))

    assert sorted(map(str, found)) == ["invalid_client"] * 15 + ["invalid_grant"]


def test_nobody_is_believed_while_the_store_is_away() -> None:
    """Neither an assertion nor a code passes unchecked (statement 94)."""
    server = OidcServer((client(proof=by_key()),))
    code = server.code()

    def away(*_: object, **__: object) -> bytes:
        raise StoreUnavailableError("away")

    server.store.peek = away  # type: ignore[method-assign]  # a fault
    assert server.exchange(code, **as_key(assertion())).status == 503
    server.store.redeem = away  # type: ignore[method-assign]  # a fault
    server.clients = (client(),)
    answered = server.exchange(code)
    assert (answered.status, answered.error) == (503, "temporarily_unavailable")
    assert answered.headers["Retry-After"] == "5"


@pytest.mark.parametrize("name", ["code", "client_id", "redirect_uri", "code_verifier"])
def test_a_field_that_stands_there_twice_is_refused(name: str) -> None:
    """And spends nothing: nobody proved who they are."""
    server = OidcServer()
    code = server.code()
    form = [("grant_type", "authorization_code"), ("code", code), (name, "a"), (name, "b")]

    assert server.post(form, basic()).error == "invalid_request"
    assert server.exchange(code).status == 200


def test_secrets_in_the_address_are_not_looked_at() -> None:
    """What stands in a query ends in logs: it counts as absent, and a GET is none."""
    server = OidcServer()
    code = server.code()
    query = f"grant_type=authorization_code&code={code}&client_id={CLIENT}&client_secret={SECRET}"
    endpoint = server.token_endpoint()

    for method in ("GET", "POST"):
        request = WireRequest(method, f"{ISSUER}/token", query)
        assert endpoint.answer(request, now=NOW).status in {400, 401}
    assert server.exchange(code).status == 200


def test_every_exchange_is_noted_once() -> None:
    """What was told, or why nothing was: an event of its own."""
    server = OidcServer()
    code = server.code()
    server.exchange(code, code_verifier="x" * 43)
    told = server.exchange(server.code()).body
    server.userinfo(told["access_token"])

    assert [(one.launch, one.attributes, one.fault) for one in server.journal.noted] == [
        ("k7pm2q4x", (), "invalid_grant"),
        ("k7pm2q4x", (), None),
        ("k7pm2q4x", tuple(claim.attribute for claim in CLAIMS.claims), None),
    ]


def test_a_code_of_before_somebody_was_protected_tells_nothing() -> None:
    """Nor does an access token: what it opens may be the name of whoever is protected by now."""
    server = OidcServer()
    code, early = server.code(), server.tokens()
    server.restricted = NOW

    assert server.exchange(code).error == "invalid_grant"
    assert server.userinfo(early["access_token"]).error == "invalid_token"
    server.restricted = None
    assert server.exchange(code).error == "invalid_grant", "it is spent"
    assert server.userinfo(early["access_token"]).status == 200

"""``[upstream]``: what it says, and every mistake with its key."""

from pathlib import Path
from typing import Any

import pytest
from tests.config.written import PORTAL, Written

from garbridge.config import CasUpstream, OidcUpstream
from garbridge.config.oidc import Authentication

SECRET = "a:made%up+secret-of-16"  # noqa: S105 - made up
OIDC: dict[str, Any] = {
    "kind": "oidc",
    "issuer": "https://id.example/realms/ent/",
    "client_id": "portail",
    "client_secret": "keys/upstream.secret",
}
CAS: dict[str, Any] = {"kind": "cas", "server": "https://cas.example/cas"}


@pytest.fixture(name="written")
def _written(tmp_path: Path) -> Written:
    """Return a valid portal, with the files of an upstream."""
    written = Written(tmp_path)
    written.portal(PORTAL)
    written.secret("keys/upstream.secret", SECRET + "\n")
    written.secret("keys/upstream.key", "a key")
    return written


def problems(written: Written, section: dict[str, Any]) -> list[str]:
    """Return what is wrong with *section*."""
    written.portal({**PORTAL, "upstream": section})
    return [one.removeprefix("garbridge.toml: upstream.") for one in written.problems()]


def test_without_the_section_the_portal_signs_people_in(written: Written) -> None:
    """As before there was one."""
    assert written.read().upstream is None


def test_what_is_silent_has_its_default(written: Written) -> None:
    """By Basic, RS256, ten hours, and the provider's own identifier; the issuer as it stands."""
    written.portal({**PORTAL, "upstream": OIDC})
    upstream = written.read().upstream

    assert upstream is not None
    assert (upstream.person, upstream.session.total_seconds()) == ("subject", 36_000)
    assert upstream.protocol == OidcUpstream(
        issuer="https://id.example/realms/ent/",
        client_id="portail",
        authentication=Authentication.BASIC,
        secret=SECRET,
        key=None,
        algorithm="RS256",
        scopes=("openid",),
        userinfo=False,
    )
    assert SECRET not in repr(upstream)


def test_a_cas_server_is_its_address(written: Written) -> None:
    """And what names people."""
    written.portal({**PORTAL, "upstream": {**CAS, "person": "uid", "session_hours": 4}})
    upstream = written.read().upstream

    assert upstream is not None
    assert upstream.protocol == CasUpstream(server="https://cas.example/cas")
    assert (upstream.person, upstream.session.total_seconds()) == ("uid", 14_400)


def test_a_client_that_signs_has_a_key_and_no_secret(written: Written) -> None:
    """One way to prove who it is."""
    section = {**OIDC, "authentication": "private_key_jwt", "client_key": "keys/upstream.key"}

    assert problems(written, section) == ["client_secret: unknown key"]
    del section["client_secret"]
    assert problems(written, section) == []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no kind": ({"server": "https://cas.example"}, "kind: missing"),
    "another kind": ({"kind": "ldap"}, "kind: must be one of"),
    "no issuer": ({**OIDC, "issuer": ""}, "issuer: "),
    "plain http": ({**OIDC, "issuer": "http://id.example"}, "issuer: "),
    "a query": ({**OIDC, "issuer": "https://id.example/?a=1"}, "issuer: must not hold a query"),
    "no client": ({k: v for k, v in OIDC.items() if k != "client_id"}, "client_id: missing"),
    "a client with a space": ({**OIDC, "client_id": "a b"}, "client_id: "),
    "no secret": ({**OIDC, "client_secret": "keys/none"}, "client_secret: no such file"),
    "an empty variable": ({**OIDC, "client_secret": "env:NOBODY"}, "client_secret: must hold"),
    "another method": ({**OIDC, "authentication": "none"}, "authentication: "),
    "another way out": ({**OIDC, "logout_by": "post"}, "logout_by: must be one of address, form"),
    "another algorithm": ({**OIDC, "algorithm": "HS256"}, "algorithm: must be one of"),
    "no signature": ({**OIDC, "algorithm": "none"}, "algorithm: must be one of"),
    "scopes without openid": ({**OIDC, "scopes": ["profile"]}, "scopes: "),
    "a person with a space": ({**OIDC, "person": "a b"}, "person: "),
    "too many hours": ({**OIDC, "session_hours": 25}, "session_hours: "),
    "no hours": ({**OIDC, "session_hours": 0}, "session_hours: "),
    "a typo": ({**OIDC, "user_info": True}, "user_info: unknown key"),
    "a slash": ({**CAS, "server": "https://cas.example/"}, "server: must not end with a slash"),
    "a secret for CAS": ({**CAS, "client_secret": "x"}, "client_secret: unknown key"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_stops_the_start(written: Written, what: str) -> None:
    """Each with its key, and nothing else is complained of."""
    section, expected = WRONG[what]

    (problem,) = problems(written, section)

    assert problem.startswith(expected), problem


def test_a_secret_that_others_can_read(written: Written, tmp_path: Path) -> None:
    """Its file must be the portal's alone."""
    (tmp_path / "keys" / "upstream.secret").chmod(0o640)

    (problem,) = problems(written, OIDC)

    assert "0600" in problem


@pytest.mark.parametrize(
    "text", ["short", "two\nlines-of-16-letters", "with a space in the middle"]
)
def test_a_secret_that_cannot_be_one(written: Written, text: str) -> None:
    """Too short, of two lines, or not printable without a space; it is not repeated."""
    written.secret("keys/upstream.secret", text)

    (problem,) = problems(written, OIDC)

    assert problem.startswith("client_secret: must hold one line")
    assert text not in problem

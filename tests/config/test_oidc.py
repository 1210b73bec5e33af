"""What is agreed with a client of OpenID Connect: addresses, its one proof, names of claims."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.config.written import Value, Written

from garbridge.config import OidcSection
from garbridge.config.oidc import Authentication, Dialect, Place, ResponseMode, secret_digest
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import ResourceId

SECRET = "Un-secret.du~parc_" + "0123456789" * 3
RETURN = "https://parc.example/retour"
GOOD: Mapping[str, Value] = {"redirect_uris": [RETURN], "client_secret": "parc.secret"}
ARK = "ark:/99999/atlas"
PARC = "editions-du-parc.toml"


def write(written: Written, section: Mapping[str, Value], secret: str = SECRET) -> None:
    """Make the publisher a client of OpenID Connect."""
    written.secret("providers/parc.secret", secret + "\n")
    written.provider("editions-du-parc", saml=None, oidc=dict(section))


def section_of(written: Written) -> OidcSection:
    """Return what was read."""
    (found,) = [
        file.protocol
        for file in written.read_providers().values()
        if isinstance(file.protocol, OidcSection)
    ]
    return found


def test_a_client_with_a_secret(written: Written) -> None:
    """What the file does not say has its default; the secret itself is not kept."""
    write(written, GOOD)

    found = section_of(written)

    assert found.client_id == "editions-du-parc"
    assert found.redirect_uris == ((RETURN, None),)
    assert found.secrets == (secret_digest(SECRET),)
    assert (found.authentication, found.response_mode, found.attributes, found.dialect) == (
        Authentication.BASIC,
        ResponseMode.QUERY,
        Place.USERINFO,
        Dialect.STANDARD,
    )
    assert SECRET not in repr(found)
    assert secret_digest(SECRET).hex() not in repr(found)


def test_every_key_is_read(written: Written) -> None:
    """With the address of one resource, two secrets and names of its own."""
    more: Mapping[str, Value] = {
        "client_id": "atlas.ent",
        "authentication": "client_secret_post",
        "response_mode": "form_post",
        "attributes": "both",
        "dialect": "gar",
        "origins": ["https://suite.parc.example"],
        "resources": {ARK: "https://parc.example/atlas?sso=ent"},
        "attribute_names": {"NOM": "family_name"},
    }
    write(written, {**GOOD, **more}, f"{SECRET}\n{SECRET}2")

    found = section_of(written)

    assert found.client_id == "atlas.ent"
    assert found.redirect_uris == (
        (RETURN, None),
        ("https://parc.example/atlas?sso=ent", ResourceId(ARK)),
    )
    assert found.secrets == (secret_digest(SECRET), secret_digest(SECRET + "2"))
    assert (found.authentication, found.response_mode) == (
        Authentication.POST,
        ResponseMode.FORM_POST,
    )
    assert (found.attributes, found.dialect) == (Place.BOTH, Dialect.GAR)
    assert found.names == ((Attribute.NOM, "family_name"),)


def test_a_secret_of_the_environment(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a portal in a container."""
    monkeypatch.setenv("PARC_SECRET", SECRET)
    write(written, {**GOOD, "client_secret": "env:PARC_SECRET"})
    assert section_of(written).secrets == (secret_digest(SECRET),)

    monkeypatch.delenv("PARC_SECRET")
    (problem,) = written.provider_problems()
    assert problem.startswith(f"{PARC}: oidc.client_secret: must hold 1 or 2 lines")


def test_keys_in_the_file_itself(written: Written) -> None:
    """Or in one beside it."""
    one = {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "c1"}
    by_key: Mapping[str, Value] = {"redirect_uris": [RETURN], "authentication": "private_key_jwt"}
    write(written, {**by_key, "jwks": [one], "assertion_alg": "PS256"})
    found = section_of(written)
    assert '"kid": "c1"' in found.jwks
    assert found.assertion_alg == "PS256"

    written.file("providers/parc.json", '{"keys": []}')
    write(written, {**by_key, "jwks": "parc.json"})
    assert section_of(written).jwks == '{"keys": []}'


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"redirect_uris": []}, "redirect_uris: missing: no address could ever sign in"),
        ({"redirect_uris": RETURN}, "redirect_uris: must be a list of texts"),
        ({"redirect_uris": [RETURN, RETURN]}, f"redirect_uris: {RETURN}: registered twice"),
        ({"redirect_uris": [RETURN + "#a"]}, "redirect_uris: address"),
        ({"redirect_uris": ["http://parc.example/"]}, "redirect_uris: address"),
        ({"redirect_uris": ["https://a:b@parc.example/"]}, "redirect_uris: address"),
        ({"redirect_uris": ["https://parc.example/*"]}, None),
        ({"redirect_uris": ["/retour"]}, "redirect_uris: address"),
        ({"redirect_uris": ["https://parc.example/é"]}, "redirect_uris: must be at most 2000"),
        ({"redirect_uris": [RETURN + "?code=1"]}, "redirect_uris: must not have a parameter code"),
        ({"redirect_uris": [RETURN + "?a=1&iss"]}, "redirect_uris: must not have a parameter iss"),
        ({"resources": {"ark:/1/x": RETURN}}, "resources.ark:/1/x: no [[resources]] of this file"),
        ({"resources": {ARK: RETURN}}, f"redirect_uris: {RETURN}: registered twice"),
        ({"resources": {ARK: "x"}}, f"resources.{ARK}: address"),
        ({"client_id": "a b"}, "client_id: must be 1 to 128"),
        ({"client_id": ""}, "client_id: must be 1 to 128"),
        ({"client_secret": SECRET}, "client_secret: no such file; a secret never stands here"),
        ({"client_secret": None}, "client_secret: missing"),
        ({"authentication": "none"}, "authentication: authentication"),
        ({"authentication": "client_secret_jwt"}, "authentication: authentication"),
        ({"authentication": "private_key_jwt"}, "client_secret: a client with private_key_jwt"),
        ({"jwks": [{"kty": "RSA"}]}, "jwks: a client with a secret has none"),
        ({"jwks": "parc.secret"}, "jwks: a client with a secret has none"),
        ({"assertion_alg": "HS256"}, "assertion_alg: must be RS256, PS256 or ES256"),
        ({"assertion_alg": "none"}, "assertion_alg: must be RS256, PS256 or ES256"),
        ({"response_mode": "fragment"}, "response_mode: responsemode"),
        ({"attributes": "everywhere"}, "attributes: place"),
        ({"dialect": "ccn"}, "dialect: dialect"),
        ({"origins": ["https://parc.example/x"]}, "origins: https://parc.example/x: must be"),
        ({"origins": ["*"]}, "origins: *: must be an origin"),
        ({"attribute_names": {"NOM": "sub"}}, "attribute_names.NOM: must be the name of a claim"),
        ({"attribute_names": {"NOM": "a b"}}, "attribute_names.NOM: must be the name of a claim"),
        ({"attribute_names": {"nom": "x"}}, "attribute_names.nom: unknown attribute"),
        ({"attribute_names": {"NOM": "PRE"}}, "attribute_names.NOM: 'PRE' is what another"),
        ({"response_types": ["token"]}, "response_types: unknown key"),
        ({"pkce": False}, "pkce: unknown key"),
    ],
)
def test_a_mistake_stops_the_start(
    written: Written, change: Mapping[str, Value], problem: str | None
) -> None:
    """With the file and the key; a star is a star, and no pattern."""
    section = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    write(written, section)

    told = written.provider_problems()

    if problem is None:
        assert told == []
    else:
        assert any(one.startswith(f"{PARC}: oidc.{problem}") for one in told), told


@pytest.mark.parametrize(
    "secret", ["", "short", "a" * 31, "a" * 129, "é" * 40, "a b c", "x" * 40 + "%"]
)
def test_a_secret_is_long_and_plain(written: Written, secret: str) -> None:
    """Short ones are guessed; signs that forms write otherwise are read in two ways."""
    write(written, GOOD, secret)

    (problem,) = written.provider_problems()

    assert problem.startswith(f"{PARC}: oidc.client_secret: must hold 1 or 2 lines of 32 to 128")
    assert not secret or secret not in problem


def test_a_secret_that_others_can_read_is_none(written: Written) -> None:
    """Its file is for its owner alone."""
    write(written, GOOD)
    (written.folder / "providers" / "parc.secret").chmod(0o640)

    assert written.provider_problems() == [
        f"{PARC}: oidc.client_secret: others can read this file: its mode must be 0600"
    ]


def test_both_names_of_one_file(written: Written, tmp_path: Path) -> None:
    """A provider speaks one protocol."""
    assert tmp_path.is_dir()
    written.provider("editions-du-parc", oidc=dict(GOOD))

    assert any("a provider speaks one protocol" in one for one in written.provider_problems())

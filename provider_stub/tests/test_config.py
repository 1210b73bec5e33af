"""Configuration: what starts, what does not, and that every mistake is named at once."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from provider_stub.catalogue import Protocol, Resource, default_resources, default_toml
from provider_stub.config import RequestBinding, StubConfig, is_loopback, parse_config
from provider_stub.errors import ConfigError

DATA = Path("data")
PORTAL = 'portal = "http://127.0.0.1:8800"\n'
RESOURCE = """
[[resources]]
slug = "x"
ark = "ark:/12345/x"
title = "X"
publisher = "P"
protocol = "cas"
agreement = ["UAI"]
"""


def problems(text: str, **overrides: Any) -> tuple[str, ...]:  # noqa: ANN401 - StubConfig's fields
    """Read a file that is wrong; return its mistakes."""
    with pytest.raises(ConfigError) as wrong:
        parse_config(text, data_dir=DATA, **overrides)
    return wrong.value.problems


def test_the_built_in_catalogue_has_every_protocol() -> None:
    """Four by SAML, two by CAS, one by OpenID Connect and LTI each, all allowed the identifier."""
    resources = default_resources()

    spoken = [Protocol.SAML] * 4 + [Protocol.CAS] * 2 + [Protocol.OIDC, Protocol.LTI]
    assert [resource.protocol for resource in resources] == spoken
    assert len({resource.publisher for resource in resources}) == 4
    assert all("IDO" in resource.agreement for resource in resources)


def test_the_built_in_file_is_a_valid_file() -> None:
    """What --print-config shows can be used as --config."""
    config = parse_config(default_toml(), data_dir=DATA, portal="http://127.0.0.1:8800")

    assert config.resources == default_resources()
    assert tomllib.loads(default_toml()).keys() == {"resources"}


def test_a_file_says_everything() -> None:
    """Each key of the file arrives in its field."""
    config = parse_config(
        PORTAL
        + 'base_url = "https://stub.example"\n'
        + 'portal_saml_metadata = "https://portal.example/idp"\n'
        + 'portal_cas = "https://portal.example/sso/"\n'
        + 'request_binding = "post"\nclock_skew_seconds = 60\nunknown_key_seconds = 5\n'
        + RESOURCE,
        data_dir=DATA,
    )

    assert config == StubConfig(
        portal="http://127.0.0.1:8800",
        data_dir=DATA,
        base_url="https://stub.example",
        portal_saml_metadata="https://portal.example/idp",
        portal_cas="https://portal.example/sso/",
        request_binding=RequestBinding.POST,
        clock_skew=timedelta(minutes=1),
        unknown_key_pause=timedelta(seconds=5),
        resources=(
            Resource(
                slug="x",
                ark="ark:/12345/x",
                title="X",
                publisher="P",
                protocol=Protocol.CAS,
                agreement=frozenset({"UAI"}),
            ),
        ),
    )


def test_addresses_follow_from_the_portal() -> None:
    """One address is enough for a portal that keeps to the usual paths."""
    config = StubConfig(portal="https://ent.example/sso", data_dir=DATA)

    assert config.saml_metadata_url == "https://ent.example/sso/saml/metadata"
    assert config.cas_url == "https://ent.example/sso/cas/"
    assert config.entity_id == "http://127.0.0.1:8801/saml/metadata"
    assert config.access_url(config.resources[0]) == "http://127.0.0.1:8801/ressources/atlas"


def test_what_the_caller_says_wins_over_the_file_and_defaults_fill_in() -> None:
    """Command line, then file, then default."""
    config = parse_config(
        'base_url = "http://127.0.0.1:1"\n',
        data_dir=DATA,
        defaults={"portal": "http://127.0.0.1:2", "base_url": "http://127.0.0.1:3"},
        request_binding=RequestBinding.POST,
    )

    assert (config.portal, config.base_url) == ("http://127.0.0.1:2", "http://127.0.0.1:1")
    assert config.request_binding is RequestBinding.POST


def test_every_mistake_of_a_file_is_named_at_once() -> None:
    """One start, one list."""
    wrong = problems(
        'portal = 3\ncolour = "red"\nrequest_binding = "soap"\nclock_skew_seconds = "a"\n'
        + RESOURCE.replace('"cas"', '"soap"').replace("slug", "slag")
    )

    assert wrong == (
        "clock_skew_seconds: must be a whole number",
        "colour: unknown key",
        "portal: must be a string",
        "request_binding: must be one of redirect, post",
        "resources[1].protocol: must be one of saml, cas, oidc, lti",
        "resources[1].slag: unknown key",
        "resources[1].slug: missing",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "portal: missing", id="no-portal"),
        pytest.param("portal = [", "Invalid value", id="not-toml"),
        pytest.param(PORTAL + "resources = 3", "array of tables", id="resources-not-tables"),
        pytest.param(PORTAL + "resources = [1]", "array of tables", id="resources-not-a-table"),
        pytest.param(PORTAL + "resources = []", "at least one", id="no-resource"),
        pytest.param(
            PORTAL + RESOURCE.replace('["UAI"]', '"UAI"'), "array of", id="agreement-not-a-list"
        ),
        pytest.param(PORTAL + RESOURCE.replace('"X"', "1"), "must be a string", id="title-number"),
        pytest.param(PORTAL + RESOURCE.replace('"X"', '" "'), "title is empty", id="no-title"),
        pytest.param(PORTAL + RESOURCE.replace('"x"', '"X y"'), "slug must match", id="bad-slug"),
        pytest.param(PORTAL + RESOURCE.replace("ark:/", "urn:"), "ark must look", id="bad-ark"),
        pytest.param(
            PORTAL + RESOURCE.replace('"UAI"', '"U A"'), "not an attribute", id="bad-attribute"
        ),
        pytest.param(PORTAL + RESOURCE + RESOURCE, "twice", id="same-slug"),
        pytest.param(PORTAL + "clock_skew_seconds = 301", "clock_skew", id="skew-too-long"),
        pytest.param(PORTAL + "clock_skew_seconds = -1", "clock_skew", id="negative-skew"),
        pytest.param(PORTAL + "clock_skew_seconds = true", "whole number", id="skew-boolean"),
        pytest.param(PORTAL + "unknown_key_seconds = 0", "unknown_key", id="asks-always"),
        pytest.param(PORTAL + "unknown_key_seconds = 301", "unknown_key", id="asks-too-late"),
        pytest.param(PORTAL + 'unknown_key_seconds = "1"', "whole number", id="pause-text"),
        pytest.param('portal = "ftp://x"', "http or https", id="other-scheme"),
        pytest.param('portal = "http://ent.example"', "loopback only", id="plain-http"),
        pytest.param(
            'portal = "http://127.0.0.1.example.org"', "loopback only", id="look-alike-loopback"
        ),
        pytest.param('portal = "http://127.0.0.1/"', "trailing slash", id="trailing-slash"),
        pytest.param(PORTAL + 'base_url = "http://127.0.0.1/x"', "no path", id="base-with-path"),
        pytest.param(
            PORTAL + 'portal_cas = "http://127.0.0.1/cas"', "end with a slash", id="cas-no-slash"
        ),
    ],
)
def test_what_cannot_work_does_not_start(text: str, problem: str) -> None:
    """A mistake is found at start, not at the first visitor."""
    assert problem in "; ".join(problems(text))


@pytest.mark.parametrize("timeout", [0, -1, 6])
def test_the_portal_gets_five_seconds_at_most(timeout: float) -> None:
    """A deadline can be shortened for tests, not lengthened."""
    assert "portal_timeout" in problems(PORTAL, portal_timeout=timeout)[0]


def test_insecure_public_allows_plain_http_beyond_this_machine() -> None:
    """The one switch that weakens something says so in its name."""
    config = StubConfig(portal="http://portal.lan", data_dir=DATA, insecure_public=True)

    assert config.portal == "http://portal.lan"


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True)]
    + [(host, False) for host in ("0.0.0.0", "10.0.0.1", "::", "localhost.example", "")],  # noqa: S104 - an address to refuse
)
def test_loopback(host: str, expected: bool) -> None:  # noqa: FBT001 - a table of cases
    """Only addresses that cannot leave this machine count."""
    assert is_loopback(host) is expected

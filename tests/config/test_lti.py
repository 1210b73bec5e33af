"""``[lti]``: what a valid section says, and every way in which one is refused."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.config.written import RELEASE, Value, Values, Written

from garbridge.config import LtiLink, LtiSection
from garbridge.core.anonymity import Level
from garbridge.core.identifiers import ResourceId
from garbridge.core.people import Profile

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
ATLAS = ResourceId("ark:/99999/atlas")
SECTION: Values = {
    "client_id": "parc-1",
    "initiate_login_url": "https://parc.example/login",
    "redirect_uris": ["https://parc.example/launch"],
    "level": "pseudonym",
}
PARC = "editions-du-parc"
NAMED = {**RELEASE, "attribute": "NOM", "transformation": "as_is"}
IDO = {**RELEASE, "attribute": "IDO", "transformation": "as_is"}
MAIL = {**RELEASE, "attribute": "P_MEL", "transformation": "as_is", "profiles": ["ens"]}


def lti(**changed: Value) -> dict[str, Value]:
    """Return a section with changes; ``None`` leaves a key out."""
    return {k: v for k, v in {**SECTION, **changed}.items() if v is not None}


def test_a_tool_is_read(written: Written) -> None:
    """With the careful default of everything its section does not say."""
    written.provider(PARC, saml=None, lti=SECTION)

    read = written.read_providers()[PARC]

    assert read.protocol == LtiSection(
        client_id="parc-1",
        initiate_login_url="https://parc.example/login",
        redirect_uris=("https://parc.example/launch",),
        level=Level.PSEUDONYM,
    )
    assert isinstance(read.protocol, LtiSection)
    assert read.protocol.deployment_id == "1"
    assert read.protocol.algorithms == ("RS256",)
    assert not read.provider.anonymous


def test_what_is_chosen_is_kept(written: Written) -> None:
    """Each optional key reaches the place it is for."""
    written.file("providers/parc.json", "{}")
    written.provider(
        PARC,
        saml=None,
        lti=lti(
            deployment_id="ent-2",
            jwks="parc.json",
            jwks_url="https://parc.example/jwks",
            algorithms=["ES256", "RS256"],
            deep_linking_url="https://parc.example/choose",
            hosts=["contenus.parc.example", "parc.example:8443"],
            origins=["https://app.parc.example"],
            roles={"elv": [LEARNER], "dir": []},
            custom={"theme": "clair"},
            links=[
                {
                    "ark": ATLAS,
                    "target_link_uri": "https://parc.example/lti/atlas",
                    "custom": {"vue": "carte"},
                }
            ],
        ),
    )

    assert written.read_providers()[PARC].protocol == LtiSection(
        client_id="parc-1",
        deployment_id="ent-2",
        initiate_login_url="https://parc.example/login",
        redirect_uris=("https://parc.example/launch",),
        level=Level.PSEUDONYM,
        keys=written.folder / "providers" / "parc.json",
        keys_url="https://parc.example/jwks",
        algorithms=("ES256", "RS256"),
        deep_linking="https://parc.example/choose",
        hosts=("contenus.parc.example", "parc.example:8443"),
        origins=("https://app.parc.example",),
        roles={Profile.PUPIL: (LEARNER,), Profile.HEAD: ()},
        custom={"theme": "clair"},
        links=(LtiLink(ATLAS, "https://parc.example/lti/atlas", {"vue": "carte"}),),
    )


def test_a_public_tool_is_anonymous(written: Written) -> None:
    """No identifier of anybody leaves for it; its policy is named by that, too."""
    written.provider(PARC, saml=None, lti=SECTION)
    before = written.read_providers()[PARC].provider
    written.provider(PARC, saml=None, lti=lti(level="public"))

    after = written.read_providers()[PARC].provider

    assert after.anonymous
    assert after.version != before.version


@pytest.mark.parametrize(
    ("level", "release"),
    [
        ("public", [RELEASE]),
        ("pseudonym", [RELEASE, IDO]),
        ("name", [NAMED, IDO]),
        ("name", [MAIL]),
        ("pseudonym", [{**NAMED, "transformation": "first_letter"}]),
        ("public", [{**MAIL, "transformation": "constant", "constants": {"ens": "x"}}]),
    ],
)
def test_a_level_that_says_what_the_policy_does(
    written: Written, level: str, release: list[Mapping[str, Value]]
) -> None:
    """A letter or a text for everybody is no name."""
    written.provider(PARC, saml=None, lti=lti(level=level), release=release)

    assert written.provider_problems() == []


@pytest.mark.parametrize(
    ("level", "release", "problem"),
    [
        ("public", [IDO], "lti.level: IDO tells who comes again: not with level = public"),
        ("public", [NAMED], "lti.level: NOM tells who somebody is: not with level = public"),
        ("pseudonym", [NAMED], "lti.level: NOM tells who somebody is: not with level = pseudonym"),
        ("pseudonym", [MAIL], "lti.level: P_MEL tells who somebody is"),
        ("name", [RELEASE], "lti.level: level = name, and the policy releases no name"),
        (
            "name",
            [{**NAMED, "transformation": "first_letter"}],
            "lti.level: level = name, and the policy releases no name",
        ),
    ],
)
def test_a_level_that_says_something_else_stops_the_start(
    written: Written, level: str, release: list[Mapping[str, Value]], problem: str
) -> None:
    """Statement 77: a level wider than the policy, or narrower."""
    written.provider(PARC, saml=None, lti=lti(level=level), release=release)

    (found,) = written.provider_problems()
    assert found.startswith(f"{PARC}.toml: {problem}")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"client_id": None}, "lti.client_id: missing"),
        ({"client_id": "a b"}, "lti.client_id: must be 1 to 255 printable ASCII characters"),
        ({"client_id": "é"}, "lti.client_id: must be"),
        ({"client_id": "x" * 256}, "lti.client_id: must be"),
        ({"deployment_id": "x" * 256}, "lti.deployment_id: must be"),
        ({"initiate_login_url": None}, "lti.initiate_login_url: missing"),
        ({"initiate_login_url": "http://parc.example/"}, "lti.initiate_login_url: address"),
        ({"redirect_uris": None}, "lti.redirect_uris: missing"),
        ({"redirect_uris": []}, "lti.redirect_uris: missing"),
        ({"redirect_uris": ["javascript:x"]}, "lti.redirect_uris: address"),
        ({"redirect_uris": "https://parc.example/"}, "lti.redirect_uris: must be a list"),
        ({"level": None}, "lti.level: missing"),
        ({"level": "all"}, "lti.level: level 'all' is not valid"),
        ({"jwks": "absent.json"}, "lti.jwks: no such file"),
        ({"deep_linking_url": "https://parc.example/c"}, "lti.jwks: missing"),
        ({"jwks_url": "https://parc.example/jwks"}, "lti.jwks: missing: the file of the last"),
        ({"jwks_url": "http://parc.example/jwks", "jwks": "parc.xml"}, "lti.jwks_url: address"),
        ({"algorithms": []}, "lti.algorithms: must be some of RS256, PS256, ES256"),
        ({"algorithms": ["none"]}, "lti.algorithms: must be some of"),
        ({"algorithms": ["RS256", "HS256"]}, "lti.algorithms: must be some of"),
        ({"hosts": ["https://parc.example"]}, "lti.hosts: 'https://parc.example' is not a host"),
        ({"hosts": ["*.parc.example"]}, "lti.hosts: '*.parc.example' is not a host"),
        ({"origins": ["https://parc.example/x"]}, "lti.origins:"),
        ({"roles": {"tut": [LEARNER]}}, "lti.roles.tut: unknown profile"),
        ({"roles": {"elv": ["Learner"]}}, "lti.roles.elv: 'Learner' is not the URI of a role"),
        ({"custom": {"NOM": "x"}}, "lti.custom.NOM: is the name of an attribute"),
        ({"custom": {"1": "x"}}, "lti.custom.1: a name is a letter"),
        ({"custom": {"a": 1}}, "lti.custom.a: must be a text"),
        ({"links": [{"ark": "ark:/99999/other"}]}, "lti.links[1].ark: not a resource"),
        ({"links": [{"ark": ATLAS}, {"ark": ATLAS}]}, "lti.links[2].ark: not a resource"),
        ({"links": [{"ark": ATLAS, "custom": {"IDO": "x"}}]}, "lti.links[1].custom.IDO: is the"),
        ({"links": [{"ark": ATLAS, "url": "x"}]}, "lti.links[1].url: unknown key"),
        ({"sign": True}, "lti.sign: unknown key"),
    ],
    ids=str,
)
def test_one_mistake_is_told_with_its_key(
    written: Written, changed: Mapping[str, Value], problem: str
) -> None:
    """Whoever wrote the file finds the line."""
    written.provider(PARC, saml=None, lti=lti(**changed))

    (found,) = written.provider_problems()
    assert found.startswith(f"{PARC}.toml: {problem}")


def test_a_cas_service_has_no_place_beside(written: Written, tmp_path: Path) -> None:
    """A provider speaks one protocol."""
    written.provider(PARC, saml={"metadata": "parc.xml"}, lti=SECTION)

    (found,) = written.provider_problems()
    assert "a provider speaks one protocol" in found
    assert tmp_path.is_dir()

"""``providers/*.toml``: what a valid one says, and every way in which one is refused."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.config.written import CAS, RELEASE, RESOURCE, SAML, Value, Values, Written

from garbridge.config import (
    CasSection,
    NamedAttribute,
    ProviderFile,
    Reading,
    SamlSection,
    read_providers,
)
from garbridge.core.attributes import CATALOGUE, Attribute
from garbridge.core.catalogue import Edition, Provider, Resource, Source
from garbridge.core.identifiers import ProviderId, ResourceId
from garbridge.core.people import Profile
from garbridge.core.policy import NOTHING, LegalBasis, PolicyEntry, ReleasePolicy, Transformation
from garbridge.core.terms import ProviderRole, SubProcessor, Terms, Transfer

PARC = "editions-du-parc.toml"
CARD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"
FORMAT = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"


def test_a_saml_provider_is_read(written: Written) -> None:
    """Everything the file says, and the careful default of everything it does not."""
    assert written.read_providers()["editions-du-parc"] == ProviderFile(
        provider=Provider(
            id=ProviderId("editions-du-parc"),
            name="Éditions du Parc",
            policy=ReleasePolicy(
                (
                    PolicyEntry(
                        attribute=Attribute.DIV,
                        purpose="choisir la classe",
                        profiles=frozenset({Profile.PUPIL, Profile.TEACHER}),
                        transformation=Transformation.CODE_ONLY,
                        validated_by="Mme Validée",
                        validated_on=date(2026, 8, 20),
                    ),
                )
            ),
            enabled=True,
        ),
        resources=(
            Resource(
                id=ResourceId("ark:/99999/atlas"),
                provider=ProviderId("editions-du-parc"),
                title="Atlas des climats",
                url="https://parc.example/atlas",
                enabled=True,
                source=Source.LOCAL,
                narrowed_to=None,
            ),
        ),
        protocol=SamlSection(
            metadata=written.folder / "providers" / "parc.xml",
            entity_id="",
            require_signed_requests=False,
            idp_initiated=False,
            origins=(),
        ),
    )


def test_terms_and_every_key_of_an_entry_are_read(written: Written) -> None:
    """Days are whole ones in the portal's zone, the last one included."""
    terms: Values = {
        "role": "joint_controller",
        "contract": "Convention 7",
        "hosting": ["FR", "DE"],
        "contact": "dpo@parc.example",
        "sub_processors": [{"name": "Nuage", "country": "FR", "purpose": "hébergement"}],
        "transfers": [{"country": "CA", "safeguard": "adéquation"}],
    }
    entry = {
        **RELEASE,
        "attribute": "NOM",
        "transformation": "constant",
        "constants": {"elv": "Élève", "ens": "Professeur"},
        "legal_basis": "legal_obligation",
        "valid_until": date(2027, 8, 31),
        "retention": "un an",
    }
    written.provider("editions-du-parc", terms=terms, release=[entry])

    provider = written.read_providers()["editions-du-parc"].provider

    assert provider.terms == Terms(
        role=ProviderRole.JOINT_CONTROLLER,
        contract="Convention 7",
        hosting=("FR", "DE"),
        contact="dpo@parc.example",
        sub_processors=(SubProcessor(name="Nuage", country="FR", purpose="hébergement"),),
        transfers=(Transfer(country="CA", safeguard="adéquation"),),
    )
    assert provider.policy.entries == (
        PolicyEntry(
            attribute=Attribute.NOM,
            purpose="choisir la classe",
            profiles=frozenset({Profile.PUPIL, Profile.TEACHER}),
            transformation=Transformation.CONSTANT,
            constants=((Profile.PUPIL, "Élève"), (Profile.TEACHER, "Professeur")),
            legal_basis=LegalBasis.LEGAL_OBLIGATION,
            validated_by="Mme Validée",
            validated_on=date(2026, 8, 20),
            ends=datetime(2027, 9, 1, tzinfo=UTC),
            retention="un an",
        ),
    )


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"transformation": "first_letter"}, "transformation: DIV is no name of which"),
        ({"transformation": "constant"}, "constants: elv: missing"),
        ({"constants": {"elv": "x", "ens": "y"}}, 'constants: is for transformation = "constant"'),
        (
            {"transformation": "constant", "constants": {"elv": "x", "ens": "y", "doc": "z"}},
            "constants: doc: not one of the entry's profiles",
        ),
        (
            {"transformation": "constant", "constants": {"elv": "x", "ens": ""}},
            "constants.ens: must not be empty",
        ),
        ({"attribute": "IDO", "transformation": "constant"}, "IDO is never replaced"),
        ({"legal_basis": "consent"}, "legal_basis"),
        ({"valid_until": date(2026, 8, 19)}, "valid_until: before validated_on"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(
    written: Written, changed: Values, problem: str
) -> None:
    """Each with its file and key; nothing starts."""
    written.provider("editions-du-parc", release=[{**RELEASE, **changed}])

    found = [one for one in written.provider_problems() if problem in one]

    assert found
    assert found[0].startswith(f"{PARC}: release[1].")


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"role": "friend"}, "terms.role"),
        ({"contract": None}, "terms.contract"),
        ({"hosting": []}, "terms.hosting"),
        ({"hosting": ["France"]}, "terms.hosting"),
        ({"transfers": [{"country": "US"}]}, "terms.transfers[1].safeguard"),
        ({"sub_processors": [{"name": "x", "country": "fr"}]}, "terms.sub_processors[1].country"),
        ({"colour": "red"}, "terms.colour"),
    ],
)
def test_terms_that_cannot_be_are_refused(written: Written, changed: Values, key: str) -> None:
    """Whoever writes them down writes all of them."""
    whole = {"role": "processor", "contract": "7", "hosting": ["FR"], **changed}
    written.provider(
        "editions-du-parc", terms={k: value for k, value in whole.items() if value is not None}
    )

    assert [one for one in written.provider_problems() if one.startswith(f"{PARC}: {key}: ")]


def test_a_policy_is_named_by_its_content(written: Written) -> None:
    """The order in a file, and switching a provider off, change nothing; a purpose does."""
    other = {**RELEASE, "attribute": "PRO", "transformation": "as_is"}

    def version(**changed: Value) -> str:
        written.provider("editions-du-parc", **changed)
        return written.read_providers()["editions-du-parc"].provider.version

    one, two = version(release=[RELEASE, other]), version(release=[other, RELEASE])
    assert one == two == version(release=[RELEASE, other], enabled=False)
    assert len(one) == 32
    assert version(release=[{**RELEASE, "purpose": "autre"}, other]) != one
    assert version(release=[RELEASE]) != one
    assert version(release=[RELEASE, other], resources=[{**RESOURCE, "release": ["PRO"]}]) != one


def test_a_cas_provider_is_read(written: Written) -> None:
    """A service belongs to its resource; without a policy nothing is released."""
    calculo = written.read_providers()["calculo"]

    assert calculo.provider.policy == NOTHING
    assert calculo.protocol == CasSection(
        services=(("https://calculo.example/cas", ResourceId("ark:/88888/sommes")),)
    )


def test_a_cas_service_is_the_resource_s_address_if_nothing_else_is_said(
    written: Written,
) -> None:
    """And further addresses of the provider name no resource."""
    written.provider(
        "calculo",
        CAS,
        cas={"services": ["https://calculo.example/other"]},
        resources=[{"ark": "ark:/88888/a", "title": "A", "url": "https://calculo.example/a"}],
    )

    assert written.read_providers()["calculo"].protocol == CasSection(
        services=(
            ("https://calculo.example/a", ResourceId("ark:/88888/a")),
            ("https://calculo.example/other", None),
        )
    )


def test_what_is_chosen_is_kept(written: Written) -> None:
    """Each optional key reaches the place it is for."""
    written.file("providers/other.xml", "<x/>")
    written.provider(
        "editions-du-parc",
        enabled=False,
        saml={
            "metadata": "other.xml",
            "entity_id": "https://parc.example/sp",
            "require_signed_requests": True,
            "sign_response": True,
            "idp_initiated": True,
            "origins": ["https://login.parc.example"],
            "authn_context": CARD,
            "attribute_names": {
                "PRO": "profil",
                "NOM": {"name": "urn:oid:2.5.4.4", "name_format": FORMAT, "friendly_name": "sn"},
                "PRE": {"name": "NOM"},
            },
        },
        resources=[
            {
                **RESOURCE,
                "publisher": "Le Parc",
                "description": "Cartes",
                "vignette": "https://parc.example/atlas.png",
                "discipline": "Géographie",
                "levels": ["2de", "1re"],
                "textbook": True,
                "enabled": False,
                "release": ["PRO", "DIV"],
            }
        ],
    )

    file = written.read_providers()["editions-du-parc"]

    assert file.provider.enabled is False
    assert file.protocol == SamlSection(
        metadata=written.folder / "providers" / "other.xml",
        entity_id="https://parc.example/sp",
        require_signed_requests=True,
        sign="both",
        idp_initiated=True,
        origins=("https://login.parc.example",),
        authn_context=CARD,
        attribute_names=(
            NamedAttribute(attribute=Attribute.PRO, name="profil"),
            NamedAttribute(
                attribute=Attribute.NOM,
                name="urn:oid:2.5.4.4",
                name_format=FORMAT,
                friendly_name="sn",
            ),
            NamedAttribute(attribute=Attribute.PRE, name="NOM"),
        ),
    )
    assert file.resources == (
        Resource(
            id=ResourceId("ark:/99999/atlas"),
            provider=ProviderId("editions-du-parc"),
            title="Atlas des climats",
            url="https://parc.example/atlas",
            publisher="Le Parc",
            description="Cartes",
            vignette="https://parc.example/atlas.png",
            discipline="Géographie",
            levels=("2de", "1re"),
            textbook=True,
            enabled=False,
            narrowed_to=frozenset({Attribute.PRO, Attribute.DIV}),
        ),
    )


def test_an_empty_list_narrows_to_nothing(written: Written) -> None:
    """``release = []`` is not the same as saying nothing."""
    written.provider("editions-du-parc", resources=[{**RESOURCE, "release": []}])

    (resource,) = written.read_providers()["editions-du-parc"].resources

    assert resource.narrowed_to == frozenset()


@pytest.mark.parametrize(
    ("stated", "extra", "receives"),
    [
        pytest.param({}, None, None, id="none"),
        pytest.param({"interaction": False}, None, None, id="said-to-be-none"),
        pytest.param({"interaction": True}, frozenset(CATALOGUE), None, id="all-of-the-policy"),
        pytest.param(
            {"interaction": True, "release": ["PRO"]},
            frozenset({Attribute.PRO}),
            frozenset({Attribute.PRO}),
            id="all-of-what-it-receives",
        ),
        pytest.param({"interaction": []}, frozenset(), None, id="nothing-more"),
        pytest.param(
            {"interaction": ["NOM"], "release": ["PRO"]},
            frozenset({Attribute.NOM}),
            frozenset({Attribute.PRO, Attribute.NOM}),
            id="beside-the-usual",
        ),
    ],
)
def test_interaction_names_what_leaves_beyond_the_usual(
    written: Written,
    stated: dict[str, Value],
    extra: frozenset[Attribute] | None,
    receives: frozenset[Attribute] | None,
) -> None:
    """``true`` is everything; a list is received beside what is released anyway."""
    written.provider("editions-du-parc", resources=[{**RESOURCE, **stated}])

    (resource,) = written.read_providers()["editions-du-parc"].resources

    assert (resource.interaction, resource.narrowed_to) == (extra, receives)


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        (["NAME"], "NAME: unknown attribute"),
        ("NOM", "must be a list of texts"),
        (1, "must be a list of texts"),
    ],
)
def test_interaction_is_true_or_a_list_of_attributes(
    written: Written, stated: Value, problem: str
) -> None:
    """Anything else stops the start: it must not pass for no interaction at all."""
    written.provider("editions-du-parc", resources=[{**RESOURCE, "interaction": stated}])

    assert f"{PARC}: resources[1].interaction: {problem}" in written.provider_problems()


def test_a_portal_may_begin_without_providers(written: Written) -> None:
    """A folder that is not there, or empty, holds none."""
    empty = written.folder / "nothing"

    assert read_providers(empty, Reading(insecure_loopback=False, zone=UTC)) == ()
    empty.mkdir()
    assert read_providers(empty, Reading(insecure_loopback=False, zone=UTC)) == ()


def test_files_are_read_by_name(written: Written) -> None:
    """The order of the catalogue does not depend on the file system; other files are not read."""
    written.file("providers/readme.md", "not a provider")

    assert list(written.read_providers()) == ["calculo", "editions-du-parc"]


def test_three_mistakes_in_two_files_are_told_at_once(written: Written) -> None:
    """Every file, every key, one message."""
    written.provider(
        "editions-du-parc", release=[{**RELEASE, "attribute": "DIVISION"}], colour="blue"
    )
    written.provider("calculo", CAS, name=None)

    problems = written.provider_problems()

    assert [problem.rpartition(" is not valid")[0] or problem for problem in problems] == [
        "calculo.toml: name: missing",
        "editions-du-parc.toml: release[1].attribute: attribute 'DIVISION'",
        "editions-du-parc.toml: colour: unknown key",
    ]


def test_the_number_of_a_table_tells_which(written: Written) -> None:
    """The second of two entries is number 2."""
    written.provider("editions-du-parc", release=[RELEASE, {**RELEASE, "purpose": ""}])

    assert f"{PARC}: release[2].purpose: must not be empty" in written.provider_problems()


def test_a_family_has_one_mother_and_editions(written: Written) -> None:
    """What is said of a resource is kept; the mother may be at another provider's."""
    mother = "ark:/88888/sommes"
    part = {**RESOURCE, "family": mother, "edition": "teacher"}
    written.provider("editions-du-parc", resources=[part])

    (found,) = written.read_providers()["editions-du-parc"].resources
    assert (found.family, found.edition) == (mother, Edition.TEACHER)


def test_a_mother_is_nobodys_member(written: Written) -> None:
    """A chain of families would not say who holds what twice."""
    part = {**RESOURCE, "family": "ark:/99999/livre"}
    book = {**RESOURCE, "ark": "ark:/99999/livre", "family": "ark:/99999/collection"}
    written.provider("editions-du-parc", resources=[part, book])

    (problem,) = written.provider_problems()
    assert problem.startswith(f"{PARC}: resources: {RESOURCE['ark']}: its family")


def release(**changed: Value) -> dict[str, Value]:
    """Return the change of the only policy entry."""
    entry = {**RELEASE, **changed}
    return {"release": [{key: value for key, value in entry.items() if value is not None}]}


def resource(**changed: Value) -> dict[str, Value]:
    """Return the change of the only resource."""
    entry = {**RESOURCE, **changed}
    return {"resources": [{key: value for key, value in entry.items() if value is not None}]}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        pytest.param(release(attribute="Pro"), "release[1].attribute", id="attribute-in-capitals"),
        pytest.param(release(attribute=None), "release[1].attribute: missing", id="no-attribute"),
        pytest.param(
            release(profiles=["elv", "enss"]),
            "release[1].profiles: enss: unknown profile",
            id="typo-in-a-profile",
        ),
        pytest.param(
            release(profiles=["tut"]),
            "release[1].profiles: tut: unknown profile",
            id="a-profile-the-gar-does-not-serve",
        ),
        pytest.param(
            release(profiles=[]),
            "release[1].profiles: missing: the entry covers nobody",
            id="no-profile",
        ),
        pytest.param(
            release(profiles=None),
            "release[1].profiles: missing: the entry covers nobody",
            id="profiles-not-said",
        ),
        pytest.param(
            release(profiles="elv"),
            "release[1].profiles: must be a list of texts",
            id="profiles-as-one-text",
        ),
        pytest.param(
            release(profiles=["elv", 1]),
            "release[1].profiles: must be a list of texts",
            id="a-profile-that-is-a-number",
        ),
        pytest.param(
            release(transformation="codeonly"),
            "release[1].transformation",
            id="typo-in-a-transformation",
        ),
        pytest.param(
            release(attribute="PRO"),
            "release[1].transformation: PRO has no label to cut off",
            id="a-cut-that-cuts-nothing",
        ),
        pytest.param(release(purpose=None), "release[1].purpose: missing", id="no-purpose"),
        pytest.param(
            release(purpose="  "), "release[1].purpose: must not be empty", id="blank-purpose"
        ),
        pytest.param(
            release(validated_by=None), "release[1].validated_by: missing", id="validated-by-nobody"
        ),
        pytest.param(
            release(validated_on=None), "release[1].validated_on: missing", id="validated-never"
        ),
        pytest.param(
            release(validated_on="2026-08-20"),
            "release[1].validated_on: must be a date such as 2026-09-01, without quotes",
            id="date-in-quotes",
        ),
        pytest.param(
            release(validated_on=datetime(2026, 8, 20)),  # noqa: DTZ001 - TOML's local date-time
            "release[1].validated_on: must be a date such as 2026-09-01, without quotes",
            id="date-with-a-time",
        ),
        pytest.param(
            release(profile=["elv"]), "release[1].profile: unknown key", id="typo-in-a-key"
        ),
        pytest.param(
            release(attribute="P_MEL", transformation=None),
            "release[1].profiles: P_MEL never leaves for a pupil",
            id="e-mail-of-pupils",
        ),
        pytest.param(
            {"release": RELEASE}, "release: must be written as [[release]]", id="one-table"
        ),
        pytest.param({"release": ["PRO"]}, "release[1]: must be a table", id="a-list-of-texts"),
        pytest.param({"name": None}, "name: missing", id="no-name"),
        pytest.param({"enabled": "no"}, "enabled: must be true or false", id="enabled-is-a-text"),
        pytest.param({"polices": []}, "polices: unknown key", id="typo-at-the-top"),
        pytest.param(resource(ark=None), "resources[1].ark: missing", id="no-ark"),
        pytest.param(resource(ark="atlas"), "resources[1].ark: ARK 'atlas'", id="not-an-ark"),
        pytest.param(resource(title=None), "resources[1].title: missing", id="no-title"),
        pytest.param(resource(url=None), "resources[1].url: missing", id="no-address"),
        pytest.param(
            resource(url="http://parc.example"), "resources[1].url: address", id="plain-http"
        ),
        pytest.param(
            resource(vignette="javascript:alert(1)"),
            "resources[1].vignette: address",
            id="a-script-as-vignette",
        ),
        pytest.param(
            resource(levels="2de"), "resources[1].levels: must be a list of texts", id="one-level"
        ),
        pytest.param(
            resource(release=["PRO", "nom"]),
            "resources[1].release: nom: unknown attribute",
            id="narrowed-to-a-typo",
        ),
        pytest.param(resource(arc="x"), "resources[1].arc: unknown key", id="typo-in-a-resource"),
        pytest.param(resource(family="livre"), "resources[1].family: ARK", id="no-ark-as-mother"),
        pytest.param(
            resource(family="ark:/99999/atlas"),
            "resources[1].family: a resource is not its own mother",
            id="its-own-mother",
        ),
        pytest.param(
            resource(edition="prof"), "resources[1].edition: edition 'prof'", id="another-edition"
        ),
        pytest.param(
            resource(service="https://parc.example/cas"),
            "resources: `service` is for providers with [cas]",
            id="a-cas-service-with-saml",
        ),
        pytest.param(
            {"saml": None},
            "saml: a provider speaks one protocol: either [saml] or [cas]",
            id="no-protocol",
        ),
        pytest.param(
            {"cas": {"services": ["https://parc.example/"]}},
            "saml: a provider speaks one protocol: either [saml] or [cas]",
            id="two-protocols",
        ),
        pytest.param({"saml": {}}, "saml.metadata: missing", id="no-metadata"),
        pytest.param(
            {"saml": {"metadata": "absent.xml"}}, "saml.metadata: no such file", id="no-such-file"
        ),
        pytest.param(
            {"saml": {"metadata": "parc.xml", "signs": True}},
            "saml.signs: unknown key",
            id="typo-in-saml",
        ),
        pytest.param({"saml": "parc.xml"}, "saml: must be a table", id="saml-is-a-text"),
        *(
            pytest.param({"saml": {"metadata": "parc.xml", **wrong}}, f"saml.{told}", id=told)
            for wrong, told in (
                ({"sign": "all"}, "sign: must be one of assertion, response, both"),
                ({"sign": "both", "sign_response": True}, "sign_response: say it by `sign`"),
                ({"encrypt": "yes"}, "encrypt: must be true or false"),
                (
                    {"name_id": "emailAddress"},
                    "name_id: must be one of persistent, transient, none",
                ),
                ({"errors": "none"}, "errors: must be one of page, status"),
                ({"authn_contexts": ["Password"]}, "authn_contexts: must be absolute URIs"),
                ({"metadata_url": "http://parc.example/m"}, "metadata_url: address"),
                ({"metadata_certificate": "absent.pem"}, "metadata_certificate: no such file"),
                ({"metadata_without_end": 1}, "metadata_without_end: must be true or false"),
            )
        ),
    ],
)
def test_one_mistake_is_told_with_its_key(
    written: Written, changed: dict[str, Value], problem: str
) -> None:
    """The file, the key and what must stand there."""
    written.provider("editions-du-parc", SAML, **changed)

    assert any(told.startswith(f"{PARC}: {problem}") for told in written.provider_problems())


@pytest.mark.parametrize("attribute", [a for a in CATALOGUE if a.startswith("P_")])
def test_what_is_for_staff_cannot_be_promised_of_pupils(
    written: Written, attribute: Attribute
) -> None:
    """The policy says no before anybody launches; for staff alone it is accepted."""
    pupils = release(attribute=attribute, transformation="as_is", profiles=["ens", "elv"])
    staff = release(attribute=attribute, transformation="as_is", profiles=["ens", "dir"])

    written.provider("editions-du-parc", SAML, **pupils)
    assert written.provider_problems() == [
        f"{PARC}: release[1].profiles: {attribute} never leaves for a pupil"
    ]
    written.provider("editions-du-parc", SAML, **staff)
    assert written.provider_problems() == []


def test_two_entries_for_one_profile_are_refused(written: Written) -> None:
    """Which of two forms leaves is never left to the order of a file."""
    entries = [
        {**RELEASE, "profiles": ["elv", "ens"]},
        {**RELEASE, "profiles": ["doc"]},
        {**RELEASE, "profiles": ["ens", "dir"], "transformation": "as_is"},
    ]
    written.provider("editions-du-parc", release=entries)

    assert written.provider_problems() == [
        f"{PARC}: release[3].profiles: DIV: covered by two entries"
    ]


def test_two_entries_for_two_profiles_are_read(written: Written) -> None:
    """Each profile may have a form and a purpose of its own."""
    entries = [{**RELEASE, "profiles": ["elv"]}, {**RELEASE, "profiles": ["ens"]}]
    written.provider("editions-du-parc", release=entries)

    policy = written.read_providers()["editions-du-parc"].provider.policy

    assert len(policy.entries) == 2


def test_a_transformation_may_be_left_out(written: Written) -> None:
    """Without one the value leaves as it is."""
    written.provider("editions-du-parc", SAML, **release(transformation=None))

    (entry,) = written.read_providers()["editions-du-parc"].provider.policy.entries

    assert entry.transformation is Transformation.AS_IS


def test_a_resource_of_two_providers_is_refused(written: Written) -> None:
    """A resource has one owner; both files are named, whatever else is wrong."""
    written.provider(
        "calculo",
        CAS,
        colour="blue",
        resources=[{**RESOURCE, "service": "https://calculo.example/cas"}],
    )

    assert written.provider_problems() == [
        "calculo.toml: colour: unknown key",
        f"{PARC}: resources: ark:/99999/atlas: registered already in calculo.toml",
    ]


def test_a_resource_twice_in_one_file_is_refused(written: Written) -> None:
    """A copied block keeps its ARK."""
    written.provider("editions-du-parc", resources=[RESOURCE, RESOURCE])

    assert written.provider_problems() == [
        f"{PARC}: resources: ark:/99999/atlas: registered already in {PARC}"
    ]


def test_no_provider_may_be_called_ent(written: Written) -> None:
    """It would share the sector of a portal that links all its providers."""
    written.provider("ent")
    (written.folder / "providers" / PARC).unlink()

    assert written.provider_problems() == [
        "ent.toml: 'ent' is reserved: give the provider another name"
    ]


@pytest.mark.parametrize("name", ["Parc", "éditions", "-parc", "le parc", ".parc", "a" * 64])
def test_a_file_is_named_like_its_provider(written: Written, name: str) -> None:
    """The name is the sector of identifiers: it has one spelling."""
    written.provider(name)
    (written.folder / "providers" / PARC).unlink()

    (problem,) = written.provider_problems()

    assert problem.startswith(f"{name}.toml: provider ")
    assert problem.endswith("expected lower-case letters, digits and hyphens")


@pytest.mark.parametrize(
    ("services", "problem"),
    [
        pytest.param(["http://calculo.example/"], "cas.services: address", id="plain-http"),
        pytest.param(["https://[::1"], "cas.services: address", id="half-an-address"),
        pytest.param(["https://u:never@calculo.example/"], "cas.services: address", id="password"),
        pytest.param(
            "https://calculo.example/", "cas.services: must be a list of texts", id="a-text"
        ),
        pytest.param(
            ["https://calculo.example/cas"],
            "cas.services: https://calculo.example/cas: registered twice",
            id="also-of-the-resource",
        ),
        pytest.param(
            ["https://calculo.example/x"] * 3,
            "cas.services: https://calculo.example/x: registered twice",
            id="three-times",
        ),
    ],
)
def test_a_cas_service_is_an_exact_address_once(
    written: Written, services: Value, problem: str
) -> None:
    """Anything else would be an open redirect, or a choice left to chance."""
    written.provider("calculo", CAS, cas={"services": services})

    problems = written.provider_problems()

    assert len(problems) == 1
    assert problems[0].startswith(f"calculo.toml: {problem}")
    assert "never" not in problems[0]


def test_a_cas_provider_without_an_address_is_refused(written: Written) -> None:
    """It could never sign anybody in."""
    written.provider("calculo", {"name": "Calculo", "cas": {}})

    assert written.provider_problems() == [
        "calculo.toml: cas.services: missing: no address could ever sign in"
    ]


def test_an_unknown_key_of_cas_is_told(written: Written) -> None:
    """Typos are found in every table."""
    written.provider("calculo", CAS, cas={"service": []})

    assert written.provider_problems() == ["calculo.toml: cas.service: unknown key"]


@pytest.mark.parametrize(
    "values",
    [
        {**RESOURCE, "url": "http://127.0.0.1:8801/atlas"},
        {**RESOURCE, "vignette": "http://127.0.0.1:8801/atlas.png"},
    ],
    ids=["url", "vignette"],
)
def test_plain_http_is_for_loopback_and_asked_for(written: Written, values: Values) -> None:
    """The demo's stub may be on this machine; nothing else may."""
    written.provider("editions-du-parc", resources=[values])

    assert written.provider_problems(insecure_loopback=True) == []
    assert len(written.provider_problems()) == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"name = ", "Invalid value (at end of document)"),
        (b"\xff", "cannot be read: UnicodeDecodeError"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(written: Written, content: bytes, problem: str) -> None:
    """With its name, and the other files are looked at as well."""
    written.file("providers/broken.toml", content)
    written.provider("calculo", CAS, colour="blue")

    assert written.provider_problems() == [
        f"broken.toml: {problem}",
        "calculo.toml: colour: unknown key",
    ]


def test_a_folder_named_like_a_provider_is_told(written: Written) -> None:
    """It is not passed over in silence."""
    Path(written.folder / "providers" / "folder.toml").mkdir()

    assert written.provider_problems() == ["folder.toml: cannot be read: IsADirectoryError"]

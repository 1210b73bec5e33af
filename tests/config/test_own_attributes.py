"""``[attributes]``: a portal adds attributes of its own to those of the GAR."""

from collections.abc import Mapping

import pytest
from tests.config.written import RELEASE, SAML, Written

from garbridge.config import ProviderFile, read_providers
from garbridge.core.attributes import CATALOGUE, Attribute, AttributeType, Sensitivity
from garbridge.errors import ConfigError
from garbridge.testing.world import NOW
from garbridge.wiring.starting import read_start

LANGUAGE: Mapping[str, object] = {"label": "Langue de l’interface", "sensitivity": "low"}


def providers(written: Written) -> dict[str, ProviderFile]:
    """Read the providers' files as this portal does, by name."""
    found = read_providers(written.folder / "providers", written.read().reading)
    return {file.provider.id: file for file in found}


def test_without_any_the_catalogue_is_the_gars(written: Written) -> None:
    """Nothing is added that nobody wrote."""
    written.portal()

    assert written.read().catalogue == CATALOGUE


def test_ones_own_come_after_those_of_the_gar(written: Written) -> None:
    """With what was said of them, and the most careful form of what was not."""
    bureau = {"label": "Bureau", "type": "labelled", "sensitivity": "medium", "staff_only": True}
    written.portal(attributes={"ENT_LANGUE": LANGUAGE, "ENT_BUREAU": bureau})

    catalogue = written.read().catalogue

    assert list(catalogue) == [*CATALOGUE, "ENT_LANGUE", "ENT_BUREAU"]
    told = catalogue[Attribute("ENT_LANGUE")]
    assert (told.label, told.type, told.sensitivity, told.staff_only) == (
        "Langue de l’interface",
        AttributeType.CODE,
        Sensitivity.LOW,
        False,
    )
    assert catalogue[Attribute("ENT_BUREAU")].staff_only


@pytest.mark.parametrize(
    ("name", "facts", "problem"),
    [
        ("NOM", LANGUAGE, "attributes.NOM"),
        ("langue", LANGUAGE, "attributes.langue"),
        ("1A", LANGUAGE, "attributes.1A"),
        ("A" * 33, LANGUAGE, "attributes.AAAA"),
        ("ENT_LANGUE", {"sensitivity": "low"}, "attributes.ENT_LANGUE.label"),
        ("ENT_LANGUE", {"label": "Langue"}, "attributes.ENT_LANGUE.sensitivity: missing"),
        ("ENT_LANGUE", {**LANGUAGE, "sensitivity": "none"}, "attributes.ENT_LANGUE.sensitivity"),
        ("ENT_LANGUE", {**LANGUAGE, "type": "identifier"}, "attributes.ENT_LANGUE.type"),
        ("ENT_LANGUE", {**LANGUAGE, "several": True}, "attributes.ENT_LANGUE.several: unknown"),
        ("ENT_LANGUE", "oui", "attributes.ENT_LANGUE: must be a table"),
    ],
)
def test_what_is_wrong_with_one_is_told(
    written: Written, name: str, facts: object, problem: str
) -> None:
    """One problem for each mistake, with its place."""
    written.portal(attributes={name: facts})

    (told,) = written.problems()

    assert told.startswith(f"garbridge.toml: {problem}")


def test_a_policy_names_one(written: Written) -> None:
    """In an entry, in a resource's list and among the names agreed with a provider."""
    written.portal(attributes={"ENT_LANGUE": LANGUAGE})
    entry = {**RELEASE, "attribute": "ENT_LANGUE", "transformation": "as_is"}
    written.provider("editions-du-parc", SAML, release=[entry])

    file = providers(written)["editions-du-parc"]

    assert [one.attribute for one in file.provider.policy.entries] == ["ENT_LANGUE"]


def test_one_that_nobody_declared_is_unknown(written: Written) -> None:
    """The portal that has not declared it does not start."""
    entry = {**RELEASE, "attribute": "ENT_LANGUE", "transformation": "as_is"}
    written.provider("editions-du-parc", SAML, release=[entry])

    (told,) = written.provider_problems()

    assert "release[1].attribute" in told


def test_a_name_two_attributes_would_have_is_refused(written: Written) -> None:
    """A provider could not tell the language from the class."""
    written.portal(attributes={"ENT_LANGUE": LANGUAGE})
    saml = {"metadata": "parc.xml", "attribute_names": {"DIV": "ENT_LANGUE"}}
    written.provider("editions-du-parc", SAML, saml=saml)

    with pytest.raises(ConfigError, match="ENT_LANGUE"):
        providers(written)


def test_a_mistake_in_the_portals_file_makes_none_of_its_policies(written: Written) -> None:
    """All that is wrong is told, and nothing that is not."""
    written.portal(attributes={"ENT_LANGUE": {"label": "Langue"}})
    entry = {**RELEASE, "attribute": "ENT_LANGUE", "transformation": "as_is"}
    written.provider("editions-du-parc", SAML, release=[entry])

    with pytest.raises(ConfigError) as refused:
        read_start(written.folder / "garbridge.toml", lambda: NOW)

    (told,) = [problem for problem in refused.value.problems if "ENT_LANGUE" in problem]
    assert told.startswith("garbridge.toml: attributes.ENT_LANGUE.sensitivity: missing")


def test_what_is_known_of_one_is_part_of_the_version(written: Written) -> None:
    """Who is told changes with ``staff_only``, and so does the name of the policy."""
    versions: set[str] = set()
    for staff_only in (True, False):
        written.portal(attributes={"ENT_LANGUE": {**LANGUAGE, "staff_only": staff_only}})
        entry = {**RELEASE, "attribute": "ENT_LANGUE", "transformation": "as_is"}
        written.provider("editions-du-parc", SAML, release=[{**entry, "profiles": ["ens"]}])
        versions.add(providers(written)["editions-du-parc"].provider.version)

    assert len(versions) == 2

"""The page about the configuration: what it shows loads, and it names every key."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from tests.config.written import Written

from garbridge.config import NamedAttribute, SamlSection
from garbridge.core.jobs import Job
from garbridge.web import settings

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "configuration.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
(PROVIDER,) = [example for example in EXAMPLES if "[[resources]]" in example and "[saml" in example]
MORE = [example for example in EXAMPLES[1:] if example is not PROVIDER]


@pytest.fixture(name="written")
def _written(tmp_path: Path) -> Written:
    """Return a valid portal, of which a test replaces one file by the page's example."""
    written = Written(tmp_path)
    written.secret("keys/saml.key", "a key")
    written.file("keys/saml.crt", "a certificate")
    written.secret("keys/pairwise.key", "5ec2e7" * 11)
    written.file("providers/editions-du-parc.xml", "<EntityDescriptor/>")
    return written


def test_the_example_of_a_portal_loads(written: Written) -> None:
    """What somebody copies works."""
    written.file("garbridge.toml", EXAMPLES[0])

    assert written.problems() == []


def test_what_a_portal_may_add_loads_too(written: Written) -> None:
    """Roles, periods and attributes, all in one file."""
    added = [one for one in MORE if one.startswith(("[[roles", "[retention", "[attributes"))]
    assert len(added) == 3
    written.file("garbridge.toml", "\n".join((EXAMPLES[0], *added)))

    assert written.problems() == []


def test_the_example_of_a_provider_loads(written: Written) -> None:
    """Names of attributes included."""
    written.file("providers/editions-du-parc.toml", PROVIDER)

    section = written.read_providers()["editions-du-parc"].protocol

    assert isinstance(section, SamlSection)
    assert [named.name for named in section.attribute_names] == [
        "profil",
        "urn:oid:1.3.6.1.4.1.99999.1",
    ]


def test_every_key_of_saml_is_shown() -> None:
    """A key nobody can read about is used by nobody."""
    keys = {one.name for one in (*fields(SamlSection), *fields(NamedAttribute))}
    shown = set(re.findall(r"\b[a-z_]+\b(?= =)", PROVIDER)) | {"attribute_names", "attribute"}

    assert keys <= shown


def test_every_presentation_key_is_on_the_page_and_in_the_module() -> None:
    """Each is read under its name, and explained where people look."""
    read = set(re.findall(r'given\.pop\("([A-Z_]+)"', Path(settings.__file__).read_text("utf-8")))

    assert len(read) == len(fields(settings.Settings))
    assert [key for key in read if f"| `{settings.PREFIX}{key}` |" not in PAGE] == []
    assert [key for key in read if f"``{settings.PREFIX}{key}``" not in str(settings.__doc__)] == []


def test_every_job_is_named() -> None:
    """What a timer may be expected to run; one that nobody knows is expected by nobody."""
    section = PAGE.partition("### `[jobs]`")[2].partition("\n###")[0]
    (told,) = re.findall(r"for each job that a timer runs: (.*)\.$", section, re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", told)) == set(Job)

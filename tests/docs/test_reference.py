"""The reference pages say what the code says."""

from pathlib import Path

from garbridge.core.access import Refusal
from garbridge.core.api_faults import API_FAULTS
from garbridge.core.arrivals import ARRIVAL_FAULTS
from garbridge.core.attributes import CATALOGUE
from garbridge.core.denials import DELEGATION_FAULTS, DENIALS
from garbridge.core.faults import ERRORS
from garbridge.core.incidents import REFUSALS, Incident
from garbridge.core.national_faults import LIST_FAULTS

DOCS = Path(__file__).parents[2] / "docs"


def _row(cause: str, incident: Incident) -> str:
    title = incident.title.one
    return f"| `{incident.code}` | `{cause}` | {incident.status} | {incident.owner} | {title} |"


def test_the_page_of_codes_lists_every_cause() -> None:
    """A code that somebody reads out on the telephone can be looked up."""
    rows = [_row(reason, incident) for reason, incident in REFUSALS.items()]
    rows += [_row(code, incident) for code, incident in ERRORS.items()]
    rows += [_row(denial, incident) for denial, incident in DENIALS.items()]
    rows += [_row(fault, incident) for fault, incident in DELEGATION_FAULTS.items()]
    rows += [_row(fault, incident) for fault, incident in ARRIVAL_FAULTS.items()]
    rows += [_row(fault, incident) for fault, incident in LIST_FAULTS.items()]
    rows += [_row(fault, incident) for fault, incident in API_FAULTS.items()]
    page = (DOCS / "reference" / "codes.md").read_text("utf-8")

    assert [row for row in rows if row not in page] == []


def test_the_page_of_the_launch_names_every_reason() -> None:
    """Each rule of the gate is explained."""
    page = (DOCS / "explanation" / "launch.md").read_text("utf-8")

    assert [reason for reason in Refusal if f"`{reason}`" not in page] == []


def test_the_page_of_the_configuration_names_every_attribute() -> None:
    """Nothing can be released that the reference does not name."""
    page = (DOCS / "reference" / "configuration.md").read_text("utf-8")

    assert [name for name in CATALOGUE if f"`{name}`" not in page] == []


def test_the_page_of_attributes_is_the_catalogue() -> None:
    """Each with its kind, how much it tells, about whom, and how often."""
    page = (DOCS / "reference" / "attributes.md").read_text("utf-8")
    rows = [
        f"| `{name}` | {facts.label} | {facts.type} | {facts.sensitivity} "
        f"| {'staff only' if facts.staff_only else 'everybody'} "
        f"| {'several' if facts.several else 'one'} |"
        for name, facts in CATALOGUE.items()
    ]

    assert [row for row in rows if row not in page] == []
    assert page.count("\n| `") == len(rows)

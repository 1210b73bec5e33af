"""What a person is told: total, stable, in two languages, and of no help to an attacker."""

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from tests.wording import ENGLISH as SAID_IN_ENGLISH
from tests.wording import FRENCH as SAID_IN_FRENCH

import garbridge
from garbridge.core.access import Refusal
from garbridge.core.api_faults import API_FAULTS, ApiFault
from garbridge.core.arrivals import ARRIVAL_FAULTS, ArrivalFault
from garbridge.core.delegations import DelegationFault
from garbridge.core.denials import DELEGATION_FAULTS, DENIALS
from garbridge.core.faults import ERRORS, SESSION_ENDED, incident_of
from garbridge.core.incidents import REFUSALS, Incident, Text
from garbridge.core.national_faults import LIST_FAULTS, ListFault
from garbridge.core.owners import Owner
from garbridge.core.permissions import Denial
from garbridge.errors import GarbridgeError

for module in pkgutil.walk_packages(garbridge.__path__, "garbridge."):
    if not re.search(r"__main__|\.migrations\b", module.name):  # those run when imported
        importlib.import_module(module.name)


def error_classes(root: type[GarbridgeError] = GarbridgeError) -> Iterator[type[GarbridgeError]]:
    """Yield *root* and every class below it that garbridge itself defines."""
    yield root
    for below in root.__subclasses__():
        if below.__module__.startswith("garbridge."):
            yield from error_classes(below)


CLASSES = list(dict.fromkeys(error_classes()))
INCIDENTS = {
    **{f"refusal-{refusal}": incident for refusal, incident in REFUSALS.items()},
    **{f"error-{code}": incident for code, incident in ERRORS.items()},
    **{f"fault-{fault}": incident for fault, incident in DELEGATION_FAULTS.items()},
    **{f"denial-{denial}": incident for denial, incident in DENIALS.items()},
    **{f"arrival-{fault}": incident for fault, incident in ARRIVAL_FAULTS.items()},
    **{f"list-{fault}": incident for fault, incident in LIST_FAULTS.items()},
    **{f"api-{fault}": incident for fault, incident in API_FAULTS.items()},
    "session-ended": SESSION_ENDED,
}


def in_french(incident: Incident) -> Text:
    """Return what a page says in French."""
    return incident.text(SAID_IN_FRENCH.text)


def in_english(incident: Incident) -> Text:
    """Return what a page says in English."""
    return incident.text(SAID_IN_ENGLISH.text)


TEXTS = {
    f"{name}-{language}-{part}": getattr(text, part)
    for name, incident in INCIDENTS.items()
    for language, text in (("fr", in_french(incident)), ("en", in_english(incident)))
    for part in ("title", "advice")
}
FRENCH = {name: text for name, text in TEXTS.items() if "-fr-" in name}
ENGLISH = {name: text for name, text in TEXTS.items() if "-en-" in name}
EVERY_INCIDENT = pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
EVERY_TEXT = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_an_incident(refusal: Refusal) -> None:
    """A refusal without a page would be a trace."""
    assert REFUSALS[refusal].code


@pytest.mark.parametrize("denial", Denial)
def test_every_denial_has_an_incident_and_is_forbidden(denial: Denial) -> None:
    """Whoever may not is told whom to ask."""
    assert DENIALS[denial].status == 403


@pytest.mark.parametrize("fault", DelegationFault)
def test_every_fault_of_a_delegation_has_an_incident(fault: DelegationFault) -> None:
    """The act is permitted: the form is what has to be corrected."""
    assert DELEGATION_FAULTS[fault].status == 422


@pytest.mark.parametrize("fault", ArrivalFault)
def test_every_fault_of_an_arrival_has_an_incident(fault: ArrivalFault) -> None:
    """Nobody stands before a blank page between two portals."""
    assert ARRIVAL_FAULTS[fault].code


@pytest.mark.parametrize("fault", ListFault)
def test_every_fault_of_a_list_has_an_incident(fault: ListFault) -> None:
    """Whoever misses half of their shelf learns why."""
    assert LIST_FAULTS[fault].status in {502, 503}


@pytest.mark.parametrize("fault", ApiFault)
def test_every_fault_of_a_question_has_an_incident(fault: ApiFault) -> None:
    """A program is told what it got wrong, never that something broke."""
    assert 400 <= API_FAULTS[fault].status < 500


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_every_error_has_an_incident_of_its_own_code(error: type[GarbridgeError]) -> None:
    """The table is total over the classes there are in any module, found by walking them."""
    assert incident_of(error.code) is ERRORS[error.code]


def test_no_two_errors_share_a_code() -> None:
    """A subclass that forgets its ``code`` would be counted as its parent."""
    codes = [error.code for error in CLASSES if error.__module__ == "garbridge.errors"]

    assert sorted(codes) == sorted(set(codes))


def test_no_incident_is_without_its_error() -> None:
    """An entry nobody can raise is a promise nobody keeps."""
    assert set(ERRORS) == {error.code for error in CLASSES}
    assert set(REFUSALS) == set(Refusal)


def test_an_error_nobody_knows_is_the_internal_one() -> None:
    """Whatever breaks, the page stands."""
    assert incident_of("no such code") is ERRORS["internal"]


def test_a_code_means_one_thing() -> None:
    """One code, one owner, one status, one text: helpdesks search by it."""
    meanings: dict[str, set[Incident]] = defaultdict(set)
    for incident in INCIDENTS.values():
        meanings[incident.code].add(incident)

    assert {code: len(found) for code, found in meanings.items() if len(found) > 1} == {}


LAYERS = {"SES", "DRO", "LIC", "ABO", "DCP", "ANN", "GAR", "PRV", "REQ", "ENT"}


@EVERY_INCIDENT
def test_a_code_names_its_layer(incident: Incident) -> None:
    """``GB-<layer>-<nn>``: the layer tells whom to ask."""
    found = re.fullmatch(r"GB-([A-Z]{3})-([0-9]{2})", incident.code)

    assert found
    assert found[1] in LAYERS
    assert isinstance(incident.owner, Owner)


@EVERY_INCIDENT
def test_a_status_is_that_of_a_failure(incident: Incident) -> None:
    """Never 200, and never one that would make a browser retry or ask for a password box."""
    assert incident.status in {400, 401, 403, 404, 405, 409, 410, 422, 500, 502, 503}


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_forbidden(refusal: Refusal) -> None:
    """A refusal is a decision, never a failure of the service."""
    assert REFUSALS[refusal].status == 403


def test_what_is_not_ones_own_looks_alike_whether_it_exists_or_not() -> None:
    """Nobody learns from a page what another school bought or another person holds."""
    alike = {
        Refusal.UNKNOWN_RESOURCE,
        Refusal.NOT_A_MEMBER,
        Refusal.NO_SUBSCRIPTION,
        Refusal.NOT_ASSIGNED,
    }

    assert len({REFUSALS[refusal] for refusal in alike}) == 1
    assert {r for r in Refusal if REFUSALS[r] == REFUSALS[Refusal.NOT_ASSIGNED]} == alike


@EVERY_TEXT
def test_a_text_is_a_sentence_to_read(text: str) -> None:
    """There is one, without stray spaces, markup, placeholders or line breaks."""
    assert text == text.strip()
    assert len(text) > 10
    assert not re.search(r"[<>{}%\n\t]|\x20\x20", text)
    assert text[0].isupper()


@pytest.mark.parametrize("text", [text for name, text in TEXTS.items() if name.endswith("advice")])
def test_advice_ends_like_a_sentence(text: str) -> None:
    """What to do is said in whole sentences."""
    assert text.endswith(".")


@EVERY_INCIDENT
def test_title_and_advice_differ(incident: Incident) -> None:
    """What happened, then what to do; and each in both languages."""
    texts: list[Text] = [in_french(incident), in_english(incident)]

    assert all(text.title != text.advice for text in texts)
    assert texts[0].title != texts[1].title
    assert texts[0].advice != texts[1].advice


CAUSES = re.compile(
    r"""\b( signatures? | signé\w* | signed | certificat\w* | XML | DTD | SAML | CAS | OIDC | LTI
        | tokens? | jetons? | tickets? | cookies? | SQL\w* | database | base\ de\ données | stack
        | trace\w* | exception\w* | python | host | serveur | server | clés? | keys? | hash\w*
        | HMAC | mots?\ de\ passe | passwords? | forged | falsifi\w* | replay\w* | rejeu\w*
        | rejou\w* | attack\w* | attaqu\w* | pirat\w* | invalid\w* | parse\w* | null
        )\b""",
    re.IGNORECASE | re.VERBOSE,
)


@EVERY_TEXT
def test_no_text_names_a_cause(text: str) -> None:
    """What would help an attacker to try again differently stays in the log."""
    assert CAUSES.findall(text) == []


@pytest.mark.parametrize("text", FRENCH.values(), ids=FRENCH)
def test_french_texts_are_set_in_french(text: str) -> None:
    """Curly apostrophes, and a space that does not break before double punctuation."""
    assert "'" not in text
    assert '"' not in text
    assert not re.search(r"(?<!\u202f)[;!?]", text)
    assert not re.search(r"(?<!\u00a0):", text)
    assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»", text)


@pytest.mark.parametrize("text", ENGLISH.values(), ids=ENGLISH)
def test_english_texts_are_set_in_english(text: str) -> None:
    """Curly apostrophes here too, and no space before punctuation."""
    assert "'" not in text
    assert not re.search(r"\s[;:!?]", text)


def test_each_person_who_can_help_is_named_by_some_code() -> None:
    """No owner is there for nothing, and none is missing."""
    assert {incident.owner for incident in INCIDENTS.values()} == set(Owner)


def test_the_codes_are_frozen() -> None:
    """Helpdesk pages and statistics of past years rely on them: add, never renumber."""
    refusals = {refusal.value: incident.code for refusal, incident in REFUSALS.items()}
    errors = {code: incident.code for code, incident in ERRORS.items()}
    denials = {denial.value: incident.code for denial, incident in DENIALS.items()}

    faults = {fault.value: incident.code for fault, incident in DELEGATION_FAULTS.items()}

    assert {fault.value: incident.code for fault, incident in LIST_FAULTS.items()} == {
        "gar_unreachable": "GB-GAR-01",
        "gar_invalid": "GB-GAR-02",
        "gar_untrusted": "GB-GAR-03",
        "gar_unknown_school": "GB-GAR-04",
        "gar_foreign": "GB-GAR-05",
        "gar_broken": "GB-GAR-06",
    }
    assert {fault.value: incident.code for fault, incident in API_FAULTS.items()} == {
        "api_parameter": "GB-REQ-20",
        "api_nothing": "GB-REQ-21",
        "api_method": "GB-REQ-22",
        "api_proof": "GB-REQ-23",
        "api_full": "GB-REQ-24",
    }
    assert faults == {
        "not_staff": "GB-DRO-30",
        "own_delegation": "GB-DRO-31",
        "delegate_without_email": "GB-DRO-32",
        "delegation_without_reason": "GB-DRO-33",
        "delegation_not_ahead": "GB-DRO-34",
        "delegation_too_long": "GB-DRO-35",
        "delegation_already_given": "GB-DRO-36",
        "delegation_not_open": "GB-DRO-37",
    }
    assert denials == {
        "no_role": "GB-DRO-20",
        "role_not_started": "GB-DRO-21",
        "role_ended": "GB-DRO-22",
        "role_withdrawn": "GB-DRO-23",
        "role_does_not_allow": "GB-DRO-24",
        "no_sub_delegation": "GB-DRO-25",
        "out_of_scope": "GB-DRO-26",
        "not_confirmed": "GB-DRO-27",
        "switched_off": "GB-DRO-28",
    }

    assert refusals == {
        "unknown_person": "GB-ANN-01",
        "unknown_resource": "GB-DRO-01",
        "ambiguous_resource": "GB-PRV-04",
        "unknown_school": "GB-ANN-02",
        "not_a_member": "GB-DRO-01",
        "membership_not_started": "GB-ANN-03",
        "membership_ended": "GB-ANN-04",
        "provider_disabled": "GB-PRV-05",
        "provider_expired": "GB-PRV-07",
        "resource_disabled": "GB-PRV-06",
        "not_activated": "GB-DRO-03",
        "no_subscription": "GB-DRO-01",
        "subscription_not_started": "GB-ABO-03",
        "subscription_expired": "GB-ABO-01",
        "profile_not_covered": "GB-DRO-02",
        "not_assigned": "GB-DRO-01",
        "objected": "GB-DCP-03",
        "school_not_open": "GB-ANN-10",
        "all_in_use": "GB-LIC-01",
    }
    assert errors == {
        "protocol": "GB-REQ-01",
        "malformed": "GB-REQ-01",
        "value_refused": "GB-REQ-01",
        "oversized": "GB-REQ-02",
        "bad_signature": "GB-REQ-03",
        "replayed": "GB-REQ-04",
        "stale": "GB-REQ-05",
        "wrong_address": "GB-REQ-06",
        "unknown_provider": "GB-REQ-07",
        "unknown_service": "GB-REQ-08",
        "unsupported_request": "GB-REQ-09",
        "unknown_tenant": "GB-REQ-10",
        "stranger": "GB-REQ-11",
        "metadata_unreachable": "GB-PRV-01",
        "release_mismatch": "GB-DCP-02",
        "store_unavailable": "GB-ENT-01",
        "store": "GB-ENT-02",
        "key_in_use": "GB-ENT-05",
        "internal": "GB-ENT-03",
        "config": "GB-ENT-04",
        "import_refused": "GB-ANN-05",
    }

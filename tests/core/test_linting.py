"""Each question about a policy: asked where it should be, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from garbridge.core.attributes import CATALOGUE, Attribute
from garbridge.core.linting import (
    ACCEPTABLE,
    Finding,
    Linted,
    LintRule,
    lint_portal,
    lint_provider,
)
from garbridge.core.people import Profile
from garbridge.core.policy import PolicyEntry, ReleasePolicy, Transformation
from garbridge.core.terms import ProviderRole, SubProcessor, Terms, Transfer
from garbridge.testing.world import ATLAS, NOW, PUBLISHER

DIV_AND_NOM = frozenset({Attribute.DIV, Attribute.NOM})
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
FILE = "editions-du-parc.toml"
ENTRY = PolicyEntry(
    attribute=Attribute.DIV,
    purpose="choisir la classe",
    profiles=frozenset({Profile.PUPIL, Profile.TEACHER}),
    validated_by="M. Validé",
    validated_on=date(2026, 8, 20),
    retention="un an",
)
TERMS = Terms(role=ProviderRole.PROCESSOR, contract="Marché 7", hosting=("FR",))
CLEAN = Linted(
    provider=replace(PUBLISHER, policy=ReleasePolicy((ENTRY,)), terms=TERMS),
    resources=(ATLAS,),
    carries=frozenset(CATALOGUE),
    name_ids=frozenset({PERSISTENT}),
)

Change = Callable[[Linted], Linted]


def entry(**changed: object) -> Change:
    """Return what changes the entry."""

    def change(linted: Linted) -> Linted:
        policy = ReleasePolicy((replace(ENTRY, **changed),))  # type: ignore[arg-type]  # by name
        return replace(linted, provider=replace(linted.provider, policy=policy))

    return change


def terms(**changed: object) -> Change:
    """Return what changes the terms."""

    def change(linted: Linted) -> Linted:
        agreed = replace(TERMS, **changed)  # type: ignore[arg-type]  # by name
        return replace(linted, provider=replace(linted.provider, terms=agreed))

    return change


def found(linted: Linted, *, shared_sector: bool = False) -> list[Finding]:
    """Return what is asked about *linted*."""
    return list(lint_provider(linted, now=NOW, shared_sector=shared_sector))


def test_nothing_is_asked_about_a_careful_policy() -> None:
    """And nothing about a provider that learns nothing but the opaque identifier."""
    silent = replace(PUBLISHER, policy=ReleasePolicy(), terms=None)

    assert found(CLEAN) == []
    assert found(CLEAN, shared_sector=True) == []
    assert found(replace(CLEAN, provider=silent)) == []


@pytest.mark.parametrize(
    ("change", "rule", "key", "detail"),
    [
        (entry(purpose="    essai"), LintRule.VAGUE_PURPOSE, "release[1].purpose", "DIV"),
        (
            lambda one: replace(one, resources=(replace(ATLAS, narrowed_to=frozenset()),)),
            LintRule.NEVER_MATCHES,
            "release[1].attribute",
            "DIV",
        ),
        (
            entry(attribute=Attribute.P_MAT, profiles=frozenset({Profile.HEAD})),
            LintRule.NEVER_MATCHES,
            "release[1].profiles",
            "P_MAT",
        ),
        (
            lambda one: replace(
                one,
                resources=(replace(ATLAS, narrowed_to=DIV_AND_NOM),),
            ),
            LintRule.NEVER_MATCHES,
            "resources[1].release",
            "NOM",
        ),
        (
            lambda one: replace(
                one, resources=(replace(ATLAS, interaction=frozenset({Attribute.NOM})),)
            ),
            LintRule.NEVER_MATCHES,
            "resources[1].interaction",
            "NOM",
        ),
        (
            lambda one: replace(one, carries=frozenset(CATALOGUE) - {Attribute.DIV}),
            LintRule.NOT_CARRIED,
            "release[1].attribute",
            "DIV",
        ),
        (
            entry(attribute=Attribute.PRE),
            LintRule.DIRECT_IDENTITY,
            "release[1].profiles",
            "PRE",
        ),
        (entry(retention=" "), LintRule.NO_RETENTION, "release[1].retention", "DIV"),
        (entry(ends=NOW), LintRule.VALIDATION_ENDED, "release[1].valid_until", "DIV"),
        (
            entry(ends=NOW + timedelta(days=30)),
            LintRule.VALIDATION_ENDS,
            "release[1].valid_until",
            "DIV",
        ),
        (
            entry(attribute=Attribute.GRO),
            LintRule.LABEL_CHANNEL,
            "release[1].transformation",
            "GRO",
        ),
        (
            entry(attribute=Attribute.P_MEL, profiles=frozenset({Profile.TEACHER})),
            LintRule.EMAIL_CHANNEL,
            "release[1].attribute",
            "P_MEL",
        ),
        (
            entry(accepted=(("no_retention", "annuel"),)),
            LintRule.NOTHING_TO_ACCEPT,
            "release[1].accept.no_retention",
            "no_retention",
        ),
        (
            lambda one: replace(one, provider=replace(one.provider, terms=None)),
            LintRule.NO_TERMS,
            "terms",
            "",
        ),
        (terms(hosting=("FR", "US")), LintRule.UNDECLARED_TRANSFER, "terms.hosting", "US"),
        (
            terms(sub_processors=(SubProcessor(name="x", country="CH", purpose="y"),)),
            LintRule.UNDECLARED_TRANSFER,
            "terms.sub_processors[1].country",
            "CH",
        ),
        (
            lambda one: replace(one, name_ids=frozenset({EMAIL, PERSISTENT})),
            LintRule.SUBJECT_CHANNEL,
            "saml.metadata",
            EMAIL,
        ),
    ],
)
def test_one_change_asks_one_question(
    change: Change, rule: LintRule, key: str, detail: str
) -> None:
    """At its place, with the words the advice needs."""
    assert found(change(CLEAN)) == [Finding(rule, FILE, key, detail)]


@pytest.mark.parametrize(
    "change",
    [
        entry(ends=NOW + timedelta(days=30, microseconds=1)),
        entry(attribute=Attribute.PRE, transformation=Transformation.FIRST_LETTER),
        entry(attribute=Attribute.PRE, profiles=frozenset({Profile.TEACHER})),
        entry(attribute=Attribute.GRO, transformation=Transformation.CODE_ONLY),
        entry(attribute=Attribute.PRE, accepted=(("direct_identity", "le manuel tutoie"),)),
        entry(retention="", accepted=(("no_retention", "éphémère"),)),
        entry(attribute=Attribute.P_MAT),
        terms(hosting=("CH",), transfers=(Transfer(country="CH", safeguard="adéquation"),)),
        lambda one: replace(one, resources=()),
        lambda one: replace(
            one, resources=(replace(ATLAS, interaction=frozenset(CATALOGUE)), ATLAS)
        ),
    ],
)
def test_what_is_in_order_or_answered_is_not_asked(change: Change) -> None:
    """A reason beside an entry ends the question."""
    assert found(change(CLEAN)) == []


def test_an_identifier_for_a_provider_that_must_know_nobody_never_leaves() -> None:
    """A policy that says otherwise is asked about."""
    named = replace(ENTRY, attribute=Attribute.IDO, retention="un an")
    policy = ReleasePolicy((*CLEAN.provider.policy.entries, named))
    for anonymous, rules in ((False, []), (True, [LintRule.NEVER_MATCHES])):
        provider = replace(CLEAN.provider, policy=policy, anonymous=anonymous)
        asked = found(replace(CLEAN, provider=provider))

        assert [one.rule for one in asked] == rules


def test_one_identifier_for_all_providers_links_names() -> None:
    """Once for the portal, once for each name that goes with it."""
    named = entry(attribute=Attribute.NOM, profiles=frozenset({Profile.TEACHER}))(CLEAN)

    assert found(named) == []
    assert found(named, shared_sector=True) == [
        Finding(LintRule.LINKABLE, FILE, "release[1].attribute", "NOM")
    ]
    assert list(lint_portal("https://ent.example", shared_sector=True)) == [
        Finding(LintRule.LINKABLE, "garbridge.toml", "sector", "ent")
    ]


@pytest.mark.parametrize(
    ("issuer", "named"),
    [
        ("https://0750001a.ent.example", "0750001a"),
        ("https://ent.example/0750001A/gar", "0750001A"),
        ("https://ent.example", None),
        ("https://x20750001a.ent.example", None),
    ],
)
def test_an_address_that_names_a_school(issuer: str, named: str | None) -> None:
    """The issuer stands in every message."""
    asked = [one.detail for one in lint_portal(issuer, shared_sector=False)]

    assert asked == ([] if named is None else [named])


def test_what_can_be_accepted_is_what_an_entry_asks() -> None:
    """An expired validation or an unread file cannot be argued away."""
    assert ACCEPTABLE.isdisjoint(
        {LintRule.INVALID, LintRule.VALIDATION_ENDED, LintRule.VAGUE_PURPOSE, LintRule.NO_TERMS}
    )

"""Identifiers that are imported, handed over and revoked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.services.naming import Names
from tests.services.portal import CALCULO

from garbridge.core.identifiers import PersonId, ProviderId
from garbridge.core.naming import Doubt, Ended, Fault, NamingActKind, Pair
from garbridge.core.pairwise import ENT_SECTOR, KeyRing, PairwiseKey, pairwise_subject
from garbridge.core.people import Membership, Profile
from garbridge.core.permissions import OPERATOR, Actor, Denied
from garbridge.errors import ValueRefusedError
from garbridge.services.adopting import Taken
from garbridge.testing.world import ALICE, COLLEGE, KEY, NOW, PUBLISHER, TENANT, pupil

BOB = PersonId("bob")
GIVEN = Pair(ALICE, PUBLISHER.id, "Portail-Ancien-0001")
HEAD = Actor(PersonId("cheffe"))
WHY = "changement de portail"


def take(names: Names, *pairs: Pair, rehearse: bool = False, **options: bool) -> Taken:
    """Take *pairs* over as the operator."""
    taken = names.adopting().take_over(
        OPERATOR,
        pairs,
        reason=WHY,
        rehearse=rehearse,
        replace_known=options.get("replace_known", False),
        keep_unknown=options.get("keep_unknown", False),
    )
    assert isinstance(taken, Taken)
    return taken


def revoke(names: Names, person: PersonId, provider: ProviderId | None) -> Sequence[Ended]:
    """Revoke as the operator."""
    ended = names.naming().revoke(OPERATOR, person, provider, reason="publié par erreur")
    assert not isinstance(ended, Denied)
    return ended


def test_the_next_launch_carries_what_was_imported() -> None:
    """To the letter, at that provider only, for that person only."""
    names = Names()
    derived = names.leaves("alice")

    taken = take(names, GIVEN)

    assert (taken.applied, taken.clean) == (True, True)
    assert names.leaves("alice") == GIVEN.identifier != derived
    assert names.access().subject_at(CALCULO.id, ALICE) == pairwise_subject(
        TENANT, CALCULO.id, ALICE, key=KEY
    )
    (act,) = names.stores.identifiers.acts(limit=9)
    assert (act.kind, act.sector, act.count) == (NamingActKind.IMPORT, PUBLISHER.id, 1)


def test_a_rehearsal_writes_nothing() -> None:
    """It says the same."""
    names = Names()

    shown = take(names, GIVEN, rehearse=True)

    assert (shown.applied, shown.clean) == (False, True)
    assert names.leaves("alice") != GIVEN.identifier
    assert names.stores.identifiers.acts(limit=9) == []


def test_one_bad_line_refuses_them_all() -> None:
    """Each line is judged; nothing is written."""
    names = Names()
    wrong = [
        (replace(GIVEN, person=BOB, identifier="trop court avec espace"), Fault.FORM),
        (Pair(PersonId("personne"), PUBLISHER.id, "0001-aaaa-bbbb-cccc"), Fault.UNKNOWN_PERSON),
        (Pair(BOB, ProviderId("inconnu"), "0002-aaaa-bbbb-cccc"), Fault.UNKNOWN_PROVIDER),
    ]

    taken = take(names, GIVEN, *(pair for pair, _ in wrong))

    assert [row.faults for row in taken.rows] == [(), *((fault,) for _, fault in wrong)]
    assert not taken.applied
    assert names.leaves("alice") != GIVEN.identifier


@pytest.mark.parametrize("identifier", [GIVEN.identifier, GIVEN.identifier.upper()])
def test_two_people_with_one_identifier_are_refused(identifier: str) -> None:
    """In one file, or against what is there; case does not make it another."""
    names = Names()
    bobs = replace(GIVEN, person=BOB, identifier=identifier)

    both = take(names, GIVEN, bobs)
    take(names, GIVEN)
    later = take(names, bobs)

    assert [row.faults for row in both.rows] == [(Fault.TWICE,), (Fault.TWICE,)]
    assert [row.faults for row in later.rows] == [(Fault.TAKEN,)]
    assert take(names, replace(bobs, sector=CALCULO.id)).applied


def test_the_derived_one_of_somebody_else_is_refused() -> None:
    """Of anybody in the directory, under either key, and the renewed one too; one's own is not."""
    following = PairwiseKey("2", b"n" * 32)
    names = Names(keys=KeyRing(KEY, following))
    revoke(names, BOB, PUBLISHER.id)
    renewed = names.access().subject_at(PUBLISHER.id, BOB)
    derived = pairwise_subject(TENANT, PUBLISHER.id, PersonId("bruno"), key=KEY)
    coming = pairwise_subject(TENANT, PUBLISHER.id, PersonId("bruno"), key=following)
    own = replace(GIVEN, identifier=names.leaves("alice"))

    for text in (derived, coming, renewed, derived.upper()):
        (row,) = take(names, replace(GIVEN, identifier=text)).rows
        assert row.faults == (Fault.DERIVED,)
    (row,) = take(names, own).rows
    assert (row.faults, row.done) == ((), True)


def test_what_was_revoked_is_given_to_nobody() -> None:
    """Neither to somebody else nor to whom it was."""
    names = Names()
    take(names, GIVEN)
    revoke(names, ALICE, PUBLISHER.id)

    for pair in (GIVEN, replace(GIVEN, person=BOB)):
        (row,) = take(names, pair).rows
        assert row.faults == (Fault.ENDED,)


def test_an_imported_one_is_not_silently_replaced() -> None:
    """The same again changes nothing; another one needs a revocation."""
    names = Names()
    take(names, GIVEN)

    (again,) = take(names, GIVEN).rows
    (other,) = take(names, replace(GIVEN, identifier="Portail-Ancien-0002")).rows

    assert (again.faults, again.done) == ((), True)
    assert other.faults == (Fault.OTHER,)
    assert names.leaves("alice") == GIVEN.identifier


def test_a_provider_that_knows_somebody_is_not_told_another_name_unasked() -> None:
    """With ``replace_known`` the derived one ends, and the provider can be told."""
    names = Names()
    names.launched("alice")
    derived = names.leaves("alice")

    (row,) = take(names, GIVEN).rows
    taken = take(names, GIVEN, replace_known=True)

    assert row.faults == (Fault.KNOWN,)
    assert taken.applied
    told = names.naming().revoked(PUBLISHER.id, since=NOW)
    assert [(one.identifier, one.at) for one in told] == [(derived, NOW)]


def test_somebody_who_is_not_here_yet_can_be_kept() -> None:
    """A pupil who comes back finds their account."""
    names = Names()
    gone = replace(GIVEN, person=PersonId("revient"))

    assert take(names, gone, keep_unknown=True).applied
    assert names.access().subject_at(PUBLISHER.id, gone.person) == gone.identifier


def test_a_short_identifier_is_told_and_taken() -> None:
    """It is the holder's word that counts."""
    (row,) = take(Names(), replace(GIVEN, identifier="0042")).rows

    assert (row.faults, row.doubts) == ((), (Doubt.SHORT,))


def test_a_revocation_gives_a_new_one_that_nobody_computes_from_the_old() -> None:
    """At that provider; the old one is kept with who, when and why, and another is not touched."""
    names = Names()
    before, elsewhere = names.leaves("alice"), names.access().subject_at(CALCULO.id, ALICE)

    (ended,) = revoke(names, ALICE, PUBLISHER.id)
    after = names.leaves("alice")
    (again,) = revoke(names, ALICE, PUBLISHER.id)

    assert ended == Ended(
        sector=PUBLISHER.id,
        person=ALICE,
        identifier=before,
        by=OPERATOR,
        at=NOW,
        reason="publié par erreur",
    )
    assert again.identifier == after
    assert len({before, after, names.leaves("alice")}) == 3
    assert names.access().subject_at(CALCULO.id, ALICE) == elsewhere


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_revoked_does_not_come_back_with_whoever_comes_back(times: int) -> None:
    """Erased, and nothing is kept of them: they come again under the same name, and are new."""
    names = Names()
    spent = {names.leaves("alice")}
    for _ in range(times):
        revoke(names, ALICE, PUBLISHER.id)
        spent.add(names.leaves("alice"))
        names.stores.identifiers.forget(ALICE, at=NOW)
        assert names.leaves("alice") not in spent
        spent.add(names.leaves("alice"))

    assert names.naming().find(PUBLISHER.id, names.leaves("alice")) == ALICE
    assert dict(names.stores.identifiers.of_sector(PUBLISHER.id)) == {}
    assert names.leaves("alice") == names.leaves("alice")
    elsewhere = names.access().subject_at(CALCULO.id, ALICE)
    assert elsewhere == pairwise_subject(TENANT, CALCULO.id, ALICE, key=KEY)


def test_what_was_taken_over_for_another_is_not_derived_for_whoever_comes_back() -> None:
    """The identifier of somebody erased was imported for Bob: it is his alone from then on."""
    names, gone = Names(), PersonId("carla")
    derived = pairwise_subject(TENANT, PUBLISHER.id, gone, key=KEY)
    assert take(names, Pair(BOB, PUBLISHER.id, derived)).applied

    access = names.access()

    assert access.subject_at(PUBLISHER.id, BOB) == derived
    assert access.subject_at(PUBLISHER.id, gone) != derived
    assert names.naming().find(PUBLISHER.id, derived) == BOB


def test_a_revocation_everywhere_reaches_every_provider() -> None:
    """Those of the catalogue, and one that is gone but knew the person."""
    names = Names()
    gone = ProviderId("disparu")
    names.launched("alice", provider=gone)

    ended = revoke(names, ALICE, None)

    assert [one.sector for one in ended] == sorted([CALCULO.id, gone, PUBLISHER.id])
    access = names.access()
    assert all(access.subject_at(one.sector, ALICE) != one.identifier for one in ended)
    assert len({access.subject_at(one.sector, ALICE) for one in ended}) == 3


def test_a_shared_sector_has_one_identifier_before_and_after() -> None:
    """Where all providers see one, a revocation at one is one at all."""
    names = Names(shared=ENT_SECTOR)
    (ended,) = revoke(names, ALICE, PUBLISHER.id)
    access = names.access()

    assert ended.sector == ENT_SECTOR
    assert access.subject_at(PUBLISHER.id, ALICE) == access.subject_at(CALCULO.id, ALICE)
    assert access.subject_at(PUBLISHER.id, ALICE) != ended.identifier
    (row,) = take(names, GIVEN).rows
    assert row.faults == (Fault.UNKNOWN_PROVIDER,)


def test_what_a_provider_is_told_names_nobody() -> None:
    """Identifiers and instants, from a day on."""
    names = Names()
    (ended,) = revoke(names, ALICE, PUBLISHER.id)

    (told,) = names.naming().revoked(PUBLISHER.id, since=NOW)

    assert (told.identifier, told.at) == (ended.identifier, NOW)
    assert list(names.naming().revoked(PUBLISHER.id, since=NOW + timedelta(seconds=1))) == []
    assert list(names.naming().revoked(CALCULO.id, since=NOW)) == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 256, "deux\nlignes", "pour alice"])
def test_a_revocation_has_a_reason_that_names_nobody(reason: str) -> None:
    """It is read by others."""
    with pytest.raises(ValueRefusedError):
        Names().naming().revoke(OPERATOR, ALICE, None, reason=reason)


def test_somebody_who_never_was_here_has_nothing_to_revoke() -> None:
    """A name mistyped is told, and nothing is written."""
    names = Names()

    with pytest.raises(ValueRefusedError, match="who is, or was, here"):
        revoke(names, PersonId("alcie"), None)

    assert names.stores.identifiers.acts(limit=9) == []


def test_only_the_operator_may() -> None:
    """The head of the school has no right to any of it."""
    names = Names()
    naming = names.naming()

    answers = (
        names.adopting().take_over(HEAD, [GIVEN], reason=WHY),
        naming.hand_over(HEAD, PUBLISHER.id, reason=WHY),
        naming.revoke(HEAD, ALICE, None, reason=WHY),
    )

    assert all(isinstance(answer, Denied) for answer in answers)
    assert names.stores.identifiers.acts(limit=9) == []


def test_another_portal_with_another_key_goes_on_with_the_same_identifiers() -> None:
    """What one portal hands over is what the other takes: derived, imported and renewed ones."""
    old = Names()
    take(old, GIVEN)
    revoke(old, BOB, PUBLISHER.id)
    old.launched("alice", "bruno")
    handed = old.naming().hand_over(OPERATOR, PUBLISHER.id, reason=WHY)
    new = Names(keys=KeyRing(PairwiseKey("other", b"o" * 32)))

    assert not isinstance(handed, Denied)
    assert take(new, *handed).applied
    assert [one.person for one in handed] == ["alice", "bob", "bruno"]
    for person in ("alice", "bob", "bruno"):
        here, there = (n.access().subject_at(PUBLISHER.id, PersonId(person)) for n in (old, new))
        assert here == there
    everybody = old.naming().hand_over(OPERATOR, PUBLISHER.id, reason=WHY, everybody=True)
    assert not isinstance(everybody, Denied)
    assert len(everybody) == 3


def test_a_change_of_school_changes_no_identifier() -> None:
    """Derived, imported or renewed: the school is nowhere in it."""
    at_lycee = Names()
    take(at_lycee, GIVEN)
    revoke(at_lycee, BOB, None)
    moved = (
        pupil("alice", Membership(COLLEGE.id, Profile.PUPIL)),
        pupil("bob", Membership(COLLEGE.id, Profile.PUPIL)),
    )
    before = [at_lycee.access().subject_at(PUBLISHER.id, one.id) for one in moved]

    for person in moved:
        at_lycee.stores.put(person, NOW)

    after = [at_lycee.access().subject_at(PUBLISHER.id, one.id) for one in moved]
    assert before == after

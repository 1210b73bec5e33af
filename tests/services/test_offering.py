"""The GAR's catalogue, looked through: by words, by facets, and never what is not to be shown."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from garbridge.core.exporting import ExportRules
from garbridge.core.finding import wanted
from garbridge.core.jobs import Job, RunOutcome
from garbridge.core.national import PublicResource, Seller
from garbridge.core.synonyms import Synonyms
from garbridge.services.offering import (
    MOST_CHOICES,
    OfferFacet,
    OfferIndex,
    OfferSearch,
    OfferService,
)
from garbridge.stores.memory import MemoryOffer, MemoryRuns
from garbridge.stores.memory.database import MemoryDatabase
from garbridge.testing.jobs import RUN
from garbridge.testing.offer import STANDING
from garbridge.testing.world import COLLEGE, LYCEE

SOLD = (Seller("1", "Librairie A"), Seller("2", ""))


def _one(name: str, title: str, publisher: str = "Éditions de l’Étoile") -> PublicResource:
    return PublicResource(
        id=f"http://n2t.net/ark:/99999/{name}",
        title=title,
        publisher=publisher,
        sellers=SOLD,
        is_shown=True,
        is_distributed=True,
    )


ATLAS = _one("a", "Atlas")
OEUVRES = _one("o", "Œuvres d’été", "Zèbre")
MATHS = replace(_one("m", "Mathématiques 6e", "Zèbre"), sellers=(), levels=("6e",))
HIDDEN = replace(_one("h", "Atlas caché"), is_shown=False)
INDEX = OfferIndex([OEUVRES, MATHS, HIDDEN, ATLAS], Synonyms())


def _titles(text: str = "", **chosen: str) -> list[str]:
    search = OfferSearch(
        wanted=wanted(text), chosen={OfferFacet(name): [one] for name, one in chosen.items()}
    )
    return [one.title for one in INDEX.find(search).resources]


def test_all_that_may_be_shown_is_listed_by_title() -> None:
    """What the GAR says not to show (affichable) is in no answer, and in no count."""
    found = INDEX.find(OfferSearch())

    assert [one.title for one in found.resources] == ["Atlas", "Mathématiques 6e", "Œuvres d’été"]
    assert found.among == len(INDEX) == 3
    assert _titles("caché") == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("oeuvres ETE", ["Œuvres d’été"]),
        ("maths sixième", ["Mathématiques 6e"]),
        ("zebre", ["Mathématiques 6e", "Œuvres d’été"]),
        ("librairie", ["Atlas", "Œuvres d’été"]),
        ("thématiques", ["Mathématiques 6e"]),
        ("étoile zèbre", []),
        ("%", ["Atlas", "Mathématiques 6e", "Œuvres d’été"]),
    ],
)
def test_words_are_found_without_accents_case_and_joined_letters(
    text: str, titles: list[str]
) -> None:
    """By title, publisher, seller, and what things are called otherwise."""
    assert _titles(text) == titles


def test_what_is_nearest_stands_first() -> None:
    """A word of the title before a word of the publisher."""
    index = OfferIndex([_one("1", "Autre", "Soleil"), _one("2", "Soleil")], Synonyms())

    found = index.find(OfferSearch(wanted=wanted("soleil")))

    assert [one.title for one in found.resources] == ["Soleil", "Autre"]


def test_facets_narrow_together_and_count_what_they_would_list() -> None:
    """Each as if it were chosen alone beside the others; one that lists nothing is not offered."""
    search = OfferSearch(chosen={OfferFacet.PUBLISHER: ["ZEBRE"]})
    found = INDEX.find(search)
    counts = {
        facet: {one.value: (one.count, one.is_chosen) for one in choices}
        for facet, choices in found.facets.items()
    }

    assert [one.title for one in found.resources] == ["Mathématiques 6e", "Œuvres d’été"]
    assert counts[OfferFacet.PUBLISHER] == {
        "Éditions de l’Étoile": (1, False),
        "Zèbre": (2, True),
    }
    assert counts[OfferFacet.SELLER] == {"2": (1, False), "Librairie A": (1, False)}
    assert counts[OfferFacet.LEVEL] == {"6e": (1, False)}
    assert _titles(editeur="Zèbre", distributeur="Librairie A") == ["Œuvres d’été"]


def test_levels_are_offered_as_one_goes_through_them() -> None:
    """Not by alphabet, however the GAR writes them; those that nobody knows come last."""
    names = ("Terminale", "Tout public", "CP", "2de générale", "6ème", "3e", "Cycle 4", "Seconde")
    resources = [
        replace(_one(f"l{number}", f"Titre {number}"), levels=(name,))
        for number, name in enumerate(names)
    ]
    found = OfferIndex(resources, Synonyms()).find(OfferSearch())

    assert [one.value for one in found.facets[OfferFacet.LEVEL]] == [
        *("CP", "6ème", "Cycle 4", "3e", "2de générale", "Seconde", "Terminale"),
        "Tout public",
    ]


def test_who_sells_it_is_found_by_what_the_page_calls_them() -> None:
    """By the number of who has no name, too."""
    unnamed = replace(_one("u", "Lexique"), sellers=(Seller("378901946_0001", ""),))
    named = replace(_one("n", "Grammaire"), sellers=(Seller("378901946_0002", "Librairie B"),))
    index = OfferIndex([unnamed, named], Synonyms())

    def titles(text: str) -> list[str]:
        return [one.title for one in index.find(OfferSearch(wanted=wanted(text))).resources]

    assert titles("378901946_0001") == ["Lexique"]
    assert titles("librairie b") == ["Grammaire"]
    assert titles("378901946_0002") == [], "the page does not tell it"


def test_a_value_that_nothing_has_lists_nothing_and_can_be_taken_back() -> None:
    """Of an old bookmark."""
    found = INDEX.find(OfferSearch(chosen={OfferFacet.LEVEL: ["5e"]}))

    assert not found.resources
    assert [(one.value, one.count) for one in found.facets[OfferFacet.LEVEL] if one.is_chosen] == [
        ("5e", 0)
    ]


def test_of_hundreds_of_publishers_those_with_the_most_are_offered() -> None:
    """And the one that is chosen; the others are counted."""
    many = [_one(f"{n}-{k}", f"T {n} {k}", f"P{n:03}") for n in range(60) for k in range(n % 5 + 1)]
    found = OfferIndex(many, Synonyms()).find(OfferSearch(chosen={OfferFacet.PUBLISHER: ["P000"]}))
    offered = found.facets[OfferFacet.PUBLISHER]

    assert len(offered) == MOST_CHOICES
    assert found.more[OfferFacet.PUBLISHER] == 60 - MOST_CHOICES
    assert [one.value for one in offered if one.is_chosen] == ["P000"]
    assert min(one.count for one in offered if not one.is_chosen) > 1


def test_a_title_is_known_by_its_ark_or_by_its_name_and_publisher() -> None:
    """Whatever resolver stands before the ARK; a title alone says nothing."""
    assert INDEX.has("ark:/99999/a")
    assert not INDEX.has("ark:/99999/b")
    assert not INDEX.has("ark:/99999/h"), "not to be shown"
    assert INDEX.has_titled("ATLAS", "éditions de l'etoile")
    assert not INDEX.has_titled("Atlas", "Zèbre")
    assert not INDEX.has_titled("Atlas", "")


def _service(database: MemoryDatabase, rules: ExportRules | None = None) -> OfferService:
    return OfferService(MemoryOffer(database), MemoryRuns(database), rules, Synonyms())


def test_it_is_told_where_the_gar_is_asked() -> None:
    """By school and by degree, and nowhere where it is asked nothing."""
    named = _service(MemoryDatabase(), ExportRules(schools=frozenset({LYCEE.id})))
    second = _service(MemoryDatabase(), ExportRules(degrees=(2,)))

    assert named.shows(LYCEE)
    assert not named.shows(COLLEGE)
    assert second.shows(LYCEE)
    assert not second.shows(replace(LYCEE, degree=1))
    assert not _service(MemoryDatabase()).shows(LYCEE)


def test_what_is_kept_is_told_with_an_attempt_after_it_that_came_to_nothing() -> None:
    """One before it says nothing any more; nothing kept is nothing told."""
    database = MemoryDatabase()
    service, store, runs = _service(database), MemoryOffer(database), MemoryRuns(database)
    failed = replace(RUN, job=Job.OFFER_IMPORT, outcome=RunOutcome.FAILED)
    runs.note(replace(failed, ended=STANDING.at, started=STANDING.at))
    before = service.kept()
    store.replace([ATLAS], STANDING)
    kept = service.kept()
    store.note(replace(STANDING, at=STANDING.at.replace(year=STANDING.at.year - 1)))
    after = service.kept()

    assert before is None
    assert kept is not None
    assert (kept.standing, len(kept.index), kept.has_failed) == (STANDING, 1, False)
    assert after is not None
    assert after.has_failed


def test_a_catalogue_is_made_ready_once_whoever_asks() -> None:
    """By eight threads at once, and after it was fetched again; a new one takes its place."""
    database = MemoryDatabase()
    service, store = _service(database), MemoryOffer(database)
    store.replace([ATLAS, MATHS], STANDING)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: service.kept(), range(8)))
    store.note(replace(STANDING, at=STANDING.at.replace(year=STANDING.at.year + 1)))
    again = service.kept()
    store.replace([ATLAS], replace(STANDING, digest="e" * 64))
    new = service.kept()

    assert again is not None
    assert len(again.index) == 2
    assert all(one is not None and one.index is again.index for one in told)
    assert new is not None
    assert len(new.index) == 1

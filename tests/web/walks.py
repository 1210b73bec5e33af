"""Every page and state that people see, walked through: what :mod:`tests.web.auditing` looks at.

Each walk is a portal and somebody in it.  A template that is in none of them is told by
``test_every_page.py``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from tests.services.turning import later, small
from tests.web.console_portal import (
    BOUGHT_KEY,
    FOREIGN,
    HEAD,
    KEY,
    PEOPLE,
    UAI,
    VIDEOS,
    WORKSHOP_KEY,
    Console,
    asking_the_gar,
    console_portal,
    give,
)
from tests.web.own_portal import ATLAS_KEY, own_portal
from tests.web.test_console_duplicates import TWIN
from tests.web.test_console_offer import HOSTILE, OFFER, OURS
from tests.web.test_console_offer import keep as fetch
from tests.web.test_console_rounds import BOTH, COLLEGIANS, TWO
from tests.web.test_my_pupils import STAFF, opened_to
from tests.web.test_operating import OPERATOR as ADMINISTRATOR
from tests.web.test_operating import alarming, app_of, operated
from tests.web.test_problems import EXPIRED
from tests.web.walking import Fields, Shown, Walk
from tests.web.year_portal import year_portal
from tests.wiring.figured import SEPTEMBER, figured
from tests.wiring.inside import run_inside
from tests.wiring.portal_files import write_portal

from garbridge.core.entitlements import Licences
from garbridge.core.identifiers import PersonId
from garbridge.core.permissions import OPERATOR, Denied
from garbridge.core.queue import EntryKind
from garbridge.testing.noted_incidents import INCIDENT
from garbridge.testing.problems import PROBLEM
from garbridge.testing.world import ALICE, LYCEE, NOW

AT: Final = f"/affectation/{UAI}"


@contextmanager
def the_console(folder: Path) -> Iterator[list[Shown]]:
    """Everything that the head of a school does, from a first day with nothing to do."""
    people = (*PEOPLE, TWIN, *COLLEGIANS, *STAFF, TWO)
    with console_portal(folder, people) as made:
        walk = Walk(made.app).as_person(HEAD)
        for step in _STEPS:
            step(walk, made)
        yield walk.shown


def _empty(walk: Walk, _: Console) -> None:
    walk.at("the first day", f"{AT}/")
    walk.at("no problem", f"{AT}/problemes")
    walk.at("nobody arrived", f"{AT}/arrivees")
    walk.at("no rule", f"{AT}/regles")


def _given(walk: Walk, _: Console) -> None:
    listed = walk.at("resources", f"{AT}/ressources/")
    walk.press("resources that are not there", listed, "ressources/", {"q": "zzz"})
    without = walk.at("who has it not", f"{AT}/ressources/{KEY}?voir=sans")
    walk.press("nothing is chosen", without, "apercu", {"faire": "assign"})
    everybody: Fields = {"faire": "assign", "personne": [f"p-00{n}" for n in range(7)]}
    shortage = walk.press("too few", without, "apercu", everybody)
    done = walk.press("given", shortage, "faire", {"reste": "servir", "motif": "rentrée"})
    walk.press("a token that is used", shortage, "faire", {"reste": "servir"})
    walk.press("the undo", done, "annuler", {})
    expired = {"faire": "assign", "gb_form": "0" * 24}
    walk.press("the form of elsewhere", without, "apercu", expired)
    three = walk.press("", without, "apercu", give("p-000", "p-001", "p-003"))
    walk.press("", three, "faire", {})
    walk.at("who has it", f"{AT}/ressources/{KEY}")
    walk.at("classes", f"{AT}/populations/")
    whole = walk.at("a class", f"{AT}/populations/?de=~division~6A")
    walk.press("a class is given", whole, "apercu", {"faire": "assign", "ressource": VIDEOS})


def _checked(walk: Walk, _: Console) -> None:
    search = walk.at("whom to check", f"{AT}/verifier")
    walk.press("nobody is called so", search, "verifier", {"q": "zzz"})
    found = walk.press("who is called so", search, "verifier", {"q": "nom00"})
    person = walk.press("a person", found, "verifier", {"personne": "p-005"})
    walk.press("why not", person, "verifier", {"cle": KEY})
    holder = walk.press("", found, "verifier", {"personne": "p-000"})
    walk.press("why it opens", holder, "verifier", {"cle": KEY})


def _ruled(walk: Walk, _: Console) -> None:
    rules = walk.at("rules", f"{AT}/regles?q=vid")
    of_class: Fields = {"ressource": VIDEOS, "population": "~division~6B"}
    shown = walk.press("a rule", rules, "regles/apercu", of_class)
    walk.press("the rule is there", shown, "regles/faire", {"motif": "chaque année"})
    walk.at("rules that stand", f"{AT}/regles")
    walk.at("delegations", f"{AT}/delegations")
    walk.at("the journal", f"{AT}/journal")
    walk.at("who delegated", f"{AT}/journal?voir=delegations")


def _ordered(walk: Walk, _: Console) -> None:
    walk.at("subscriptions", f"{AT}/abonnements/")
    walk.at("a subscription", f"{AT}/abonnements/{BOUGHT_KEY}")
    walk.at("the calendar", f"{AT}/abonnements/calendrier")
    form = walk.at("an order", f"{AT}/abonnements/nouveau")
    walk.press("an order with mistakes", form, "nouveau", {"faire": "apercu"})
    filled: Fields = {
        "idAbonnement": "audit-2026",
        "publicCible": ["ELEVE"],
        "nbLicenceGlobale": "20",
        "debutValidite": "2026-09-01",
        "finValidite": "2027-08-15",
        "faire": "apercu",
    }
    walk.press("the order", form, "nouveau", filled)
    walk.at("resources with interaction", f"{AT}/abonnements/interactives/")
    at = walk.at("one with interaction", f"{AT}/abonnements/interactives/{WORKSHOP_KEY}")
    on = {"motif": "conseil", "faire": "activer"}
    walk.press("it is on", at, WORKSHOP_KEY, on)


def _presented(walk: Walk, _: Console) -> None:
    page = walk.at("nothing put forward", f"{AT}/mises-en-avant")
    walk.press("", page, "changer", {"faire": "creer", "titre": "Ateliers du midi"})
    shown = walk.at("", f"{AT}/mises-en-avant")
    walk.press("", shown, "changer", {"faire": "montrer", "ressource": VIDEOS, "section": ""})
    told = {"faire": "annoncer", "texte": "Le CDI ferme à 16 h.", "debut": f"{NOW:%Y-%m-%d}"}
    told |= {"fin": "2027-01-01"}
    walk.press("what is put forward", walk.at("", f"{AT}/mises-en-avant"), "changer", told)
    walk.at("put forward", f"{AT}/mises-en-avant")
    feeds = walk.at("no feed", f"{AT}/flux")
    walk.press("", feeds, "flux/changer", {"public": "ELEVE", "faire": "changer"})
    walk.at("a feed", f"{AT}/flux?fait=1")
    walk.at("what is new, to follow", "/mediacentre/nouveautes")


def _handled(walk: Walk, made: Console) -> None:
    for kind, who in ((EntryKind.DEPARTURE, "p-000"), (EntryKind.ARRIVAL, "p-005")):
        made.runtime.queue.signal(OPERATOR, UAI, kind, PersonId(who))
    opened_to(made, "ens~~")
    walk.as_person("prof-a")
    lacking = walk.at("a teacher's pupils", "/mediacentre/mes-eleves")
    walk.press("pupils asked for", lacking, "demander", {"personne": ["p-002"]})
    walk.as_person("p-001")
    report = walk.at("a problem", f"/mediacentre/signaler/{KEY}-{UAI.lower()}")
    walk.press("the problem is known", report, "envoyer", {"cause": "password"})
    walk.as_person(HEAD)
    queue = walk.at("who waits", f"{AT}/arrivees")
    walk.at("problems of the school", f"{AT}/problemes")
    walk.at("the desk", f"{AT}/")
    walk.at("the desk in English", f"{AT}/?lang=en")
    every: Fields = {"faire": "accepter", "entree": _waiting(made)}
    walk.press("nobody waits", queue, "traiter", every)
    twice = walk.at("who is there twice", f"{AT}/doublons")
    walk.press("no choice", twice, "doublons/apercu", {})
    kept = {"reste": str(TWIN.id)}
    walk.press("two accounts", twice, "doublons/apercu", kept)


def _waiting(made: Console) -> list[str]:
    found = made.runtime.queue.listing(OPERATOR, UAI)
    assert not isinstance(found, Denied)
    return [str(one.entry.number) for one in found.waiting]


def _at_several(walk: Walk, made: Console) -> None:
    made.runtime.writer.write(subscriptions=[replace(FOREIGN, licences=Licences(overall=2))])
    walk.as_person(BOTH)
    walk.at("which school", "/affectation/")
    chosen = walk.at("at two schools", f"/affectation/plusieurs/{KEY}")
    where: Fields = {f"population:{one}": ["elv~division~6A"] for one in (UAI, FOREIGN.school)}
    hours = count(step=3600.0)  # one school a request
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("garbridge.wiring.rounds.system_ticks", lambda: next(hours))
        work = walk.press("", chosen, "choisir", where)
        walk.at("two are looked at", f"{work.request.path}?pause=1")
        shown = walk.press("a preview at two", work, "avancer", {})
        walk.at("who at one of two", f"{shown.request.path}/{FOREIGN.school}")
        work = walk.press("", shown, "faire", {"manque": "reste"})
        walk.at("two are given", f"{work.request.path}?pause=1")
        done = walk.press("done at two", work, "avancer", {})
    walk.press("undone at two", done, "annuler", {})
    walk.at("again at two", f"/affectation/plusieurs/{KEY}?operation={shown.request.path[-40:]}")
    walk.at("two more", f"/affectation/plusieurs/{KEY}")


_STEPS: Final[tuple[Callable[[Walk, Console], None], ...]] = (
    *(_empty, _given, _checked, _ruled, _ordered, _presented, _handled, _at_several),
)


@contextmanager
def the_offer(folder: Path) -> Iterator[list[Shown]]:
    """What the GAR has for everybody: not fetched yet, some of it, looked through, too old."""
    with console_portal(folder, more=asking_the_gar(folder)) as made:
        walk, at = Walk(made.app).as_person(HEAD), f"{AT}/catalogue-gar/"
        walk.at("no catalogue", at)
        fetch(made, *OFFER, OURS, replace(OURS, id="ark:/1/x", title=HOSTILE))
        walk.at("the catalogue", at)
        walk.at("looked through", f"{at}?q=manuel&editeur=Zèbre&lang=en")
        walk.at("nothing there", f"{at}?q=zzzz")
        fetch(made, OURS, hours=80)
        walk.at("an old one", at)
        yield walk.shown


@contextmanager
def the_year(folder: Path) -> Iterator[list[Shown]]:
    """Six steps from July to the report, as ``test_console_year.py`` goes."""
    with year_portal(folder) as made:
        walk, at = Walk(made.app).as_person("cheffe"), "/affectation/0750002B"
        first = walk.at("the directory", f"{at}/annee")
        walk.press("", first, "preparer", {"etape": "2"})
        licences = walk.at("the licences", f"{at}/annee?etape=2")
        walk.press("", licences, "preparer", {"suite:ark:/12345/latin": "drop"})
        classes = walk.at("the classes", f"{at}/annee?etape=3")
        walk.press("what classes come to", classes, "preparer", {"apercu": "1"})
        walk.press("", classes, "preparer", {"classe:6A": "4A", "classe:5A": "?"})
        walk.at("a class that is left to the directory", f"{at}/annee?etape=3")
        walk.at("who said what follows which", f"{at}/journal?voir=year")
        walk.at("the subscriptions", f"{at}/annee?etape=4")
        check = walk.at("before the check", f"{at}/annee?etape=5")
        walk.press("the check", check, "verifier", {})
        close = walk.at("before the switch", f"{at}/annee?etape=6")
        walk.press("switched", close, "basculer", {"motif": "Conseil du 2 juillet"})
        made.moves_to(later(small()))
        walk.at("the directory says otherwise", f"{at}/annee?etape=3")
        walk.press("closed", walk.at("", f"{at}/annee"), "clore", {"compris": "oui"})
        yield walk.shown


@contextmanager
def the_figures(folder: Path) -> Iterator[list[Shown]]:
    """A term is published, then read."""
    write_portal(folder)
    with figured(folder) as made:
        made.year(SEPTEMBER, 100, 900)
        assert run_inside(made.runtime, "stats", "roll-up").exit_code == 0
        walk, at = Walk(app_of(made.runtime)).as_person("cheffe"), f"/affectation/{LYCEE.id}"
        none = walk.at("no figures", f"{at}/statistiques")
        sure = walk.press("to publish", none, "publier", {})
        walk.press("published", sure, "publier", {})
        walk.at("the figures", f"{at}/statistiques")
        walk.at("some of them", f"{at}/statistiques?public=pupils&lang=en")
        walk.at("the year's report", f"{at}/statistiques/rapport?periode=2026-2027/1")
        yield walk.shown


@contextmanager
def the_own_data(folder: Path) -> Iterator[list[Shown]]:
    """*Mes données* of a pupil, with an objection."""
    with own_portal(folder) as made:
        walk = Walk(made.app).as_person(ALICE)
        made.launch(1, NOW)
        walk.at("own data", "/donnees/")
        walk.at("one resource's", f"/donnees/{ATLAS_KEY}")
        walk.at("history", "/donnees/historique")
        walk.at("simple", "/donnees/simple/")
        form = walk.at("to object", f"/donnees/{ATLAS_KEY}/opposition")
        sure = walk.press("surely", form, "opposition", {"motif": "Le papier me suffit."})
        walk.press("objected", sure, "opposition", {})
        walk.at("what is objected to", f"/donnees/{ATLAS_KEY}")
        walk.as_person(None).at("for families", "/donnees/public/")
        walk.as_person("parti").at("nobody's", "/donnees/")
        yield walk.shown


@contextmanager
def the_operations(folder: Path) -> Iterator[list[Shown]]:
    """What a timer ran, and a problem that is looked into."""
    with operated(folder) as runtime:
        alarming(runtime)
        runtime.stores.journal.commit(EXPIRED)
        for number in range(3):
            one = replace(PROBLEM, reference=f"ref{number:05}", ticket="N" * 64)
            runtime.stores.upkeep.problems.keep(one, now=NOW)
        for number in range(3):
            shown = replace(INCIDENT, reference=f"shown{number:03}", at=NOW)
            runtime.stores.upkeep.incidents.note(shown)
        walk = Walk(app_of(runtime)).as_person(ADMINISTRATOR)
        walk.at("jobs", "/exploitation/")
        walk.at("problems", "/exploitation/problemes")
        walk.at("one problem", f"/exploitation/problemes?reference={EXPIRED.reference}")
        walk.at("no launch", "/exploitation/problemes?reference=shown000")
        yield walk.shown

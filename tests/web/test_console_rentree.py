"""The rentrée of a collège in the browser: by hand, in few actions, and every seat is right."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask, session
from playwright.sync_api import Browser, Page
from tests.docs.college import (
    SCHOOL,
    college,
    late_october,
    september,
    titles,
    wanted,
    write_export,
    write_orders,
    write_provider,
)
from tests.docs.test_rentree import MOST_ACTIONS, OCTOBER, RENTREE, opened, run
from tests.web.browser import follow, serving
from tests.web.portal import signed_in_person
from tests.web.test_browser import tab
from tests.wiring.portal_files import write_portal

from garbridge.core.identifiers import PersonId
from garbridge.core.people import Profile
from garbridge.gar.ent.district.model import Cluster
from garbridge.web import GarBridge
from garbridge.wiring import build_runtime

pytestmark = pytest.mark.xdist_group("browser")  # which is started once

LEVELS = {"6e": "manuel 6e", "5e": "manuel 5e", "4e": "manuel 4e", "3e": "manuel 3e"}


@dataclass
class Hand:
    """Somebody's hand: each click and each entry is counted, and nothing else is done."""

    page: Page
    actions: int = 0
    done: list[str] = field(default_factory=list)

    def click(self, role: str, name: str, *, exact: bool = False) -> None:
        """Click what is called *name*, which leads to another page."""
        self._counted(f"click {name}")
        follow(self.page.get_by_role(role, name=name, exact=exact).first)  # type: ignore[arg-type]  # roles are texts here

    def tick(self, name: str, fold: str = "") -> None:
        """Click the box, or the choice, of one label; in what is folded under *fold*."""
        self._counted(f"tick {name}")
        within = f"details.gb-fold-in:has(> summary:has-text('{fold}')) " if fold else ""
        self.page.locator(f"{within}label.gb-pick", has_text=name).first.click()

    def unfold(self, name: str) -> None:
        """Open what is folded."""
        self._counted(f"unfold {name}")
        self.page.locator("summary", has_text=name).first.click()

    def enter(self, name: str, text: str) -> None:
        """Type *text* into the field called *name*."""
        self._counted(f"enter {text}")
        self.page.get_by_label(name).first.fill(text)

    def choose(self, file: Path) -> None:
        """Choose a file."""
        self._counted(f"choose {file.name}")
        self.page.locator("input[type=file]").set_input_files(file)

    def _counted(self, what: str) -> None:
        self.actions += 1
        self.done.append(what)


@dataclass(frozen=True)
class Rentree:
    """The collège on 1 September, before anybody assigned anything."""

    folder: Path
    app: Flask
    people: Cluster


def app_on(folder: Path, now: datetime, who: str) -> Flask:
    """Return the portal on that day, with an address that signs *who* in."""
    app = Flask(__name__)
    app.config |= {"SECRET_KEY": "test only", "TESTING": True}
    runtime = build_runtime(folder / "garbridge.toml", clock=lambda: now)
    GarBridge(signed_in_person, runtime=runtime).init_app(app)

    @app.get("/as-head")
    def as_head() -> str:
        session["who"] = who
        return "signed in"

    return app


@pytest.fixture(name="rentree", scope="module")
def _rentree(tmp_path_factory: pytest.TempPathFactory) -> Rentree:
    """Build the collège, once: 600 pupils, 24 classes, and 48 resources of a publisher."""
    folder, site = Path(tmp_path_factory.mktemp("rentree")), college()
    write_portal(folder)
    write_provider(folder, site)
    write_orders(folder, site)
    people = september(site)
    write_export(folder / "rentree", people, RENTREE)
    run(folder, RENTREE, "db", "upgrade")
    run(folder, RENTREE, "directory", "import", str(folder / "rentree"))
    head = next(one for one in people.residents if one.places[0].profile is Profile.HEAD)
    return Rentree(folder, app_on(folder, RENTREE, head.id), people)


def find_all(hand: Hand, q: str) -> None:
    """Choose all that a search finds."""
    hand.enter("Titre ou éditeur", q)
    hand.click("button", "Filtrer")
    hand.tick("ressources affichées")


def write_for(hand: Hand, population: str, fold: str = "", *, whose: str = "") -> None:
    """Write a rule on what is chosen, for one population."""
    if whose:
        hand.tick(whose)
    if fold:
        hand.unfold(fold)
    hand.tick(population, fold)
    hand.click("button", "Voir l’aperçu")
    hand.click("button", "Valider la règle")


def test_the_rentree_takes_few_actions(browser: Browser, rentree: Rentree) -> None:
    """Orders, fifteen rules and a look at a class, without script; then October needs nobody."""
    site, folder = college(), rentree.folder
    with serving(rentree.app) as url, tab(browser, script=False) as page:
        page.goto(f"{url}/as-head")
        page.goto(f"{url}/affectation/{SCHOOL}/")
        hand = Hand(page)
        hand.click("link", "Abonnements", exact=True)
        hand.click("link", "Enregistrer un abonnement")
        hand.choose(folder / "abonnements.csv")
        hand.click("button", "Enregistrer les abonnements")
        assert "48 nouveaux" in page.get_by_role("status").inner_text()
        hand.click("link", "Règles", exact=True)
        for level, q in LEVELS.items():
            find_all(hand, q)
            write_for(hand, level, "Niveaux")
        find_all(hand, "commun")
        write_for(hand, "Tout l’établissement")
        for one in titles(site):
            if one.subject:
                hand.tick(one.title)
                subject = next(s for s in site.subjects if s.code == one.subject)
                write_for(hand, subject.label, "Matières", whose="Enseignants")
            elif one.group:
                hand.tick(one.title)
                group = rentree.people.band(site, one.group)
                write_for(hand, group.label, "Groupes", whose="Tout le monde")
        hand.click("link", "Par population")
        hand.click("link", "6C")
        shares = page.locator("tbody tr").count()

    assert hand.actions <= MOST_ACTIONS, hand.done
    assert shares == 48
    now = build_runtime(folder / "garbridge.toml", clock=lambda: RENTREE)
    assert opened(now, rentree.people) == set(wanted(rentree.people, titles(site)))

    late = late_october(rentree.people)
    write_export(folder / "octobre", rentree.people, OCTOBER)
    assert run(folder, OCTOBER, "directory", "import", str(folder / "octobre")).exit_code == 0
    then = build_runtime(folder / "garbridge.toml", clock=lambda: OCTOBER)
    mine = {ark for who, ark in opened(then, rentree.people) if who == late.id}
    assert mine == {ark for who, ark in wanted(rentree.people, titles(site)) if who == late.id}
    assert then.directory.person(PersonId(late.id)) is not None

"""The activity report in a real browser: accessible, as wide as the screen, nothing but figures."""

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser
from tests.web.browser import TOO_WIDE, axe_source, violations
from tests.wiring.figured import NEXT_SEPTEMBER, PEOPLE, SEPTEMBER, figured
from tests.wiring.inside import run_inside

from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ResourceId, SchoolId
from garbridge.core.messages import Language
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.publications import Publication, success_by_provider
from garbridge.formats.activity_report import activity_report
from garbridge.formats.translations import shipped_in
from garbridge.testing.world import LYCEE

pytestmark = pytest.mark.xdist_group("browser")  # which is started once, and the report printed


def number(value: int | None) -> str:
    """Return a number as French writes it; what is hidden in a word."""
    return "masqué" if value is None else f"{value:,}".replace(",", "\u202f")


Report = tuple[Path, Publication, Catalogue]
"""The file, what was published, and whose each resource is."""
PERIOD = ("--school", LYCEE.id, "--period", "2026-2027")


@pytest.fixture(name="report", scope="module")
def _report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """Return the file of a lycée's year, written by its head, and what was published."""
    folder = tmp_path_factory.mktemp("report")
    with figured(folder) as lycee:
        lycee.year(SEPTEMBER, 330, 1_500)
        lycee.clock.now = NEXT_SEPTEMBER
        assert run_inside(lycee.runtime, "stats", "publish", *PERIOD).exit_code == 0
        file = folder / "rapport.html"
        wrote = ("stats", "report", *PERIOD, "-o", str(file), "--as", "cheffe")
        assert run_inside(lycee.runtime, *wrote).exit_code == 0
        denied = run_inside(lycee.runtime, "stats", "report", *PERIOD, "--as", "eleve-1")
        assert (denied.exit_code, denied.stdout) == (5, "")
        publications = lycee.runtime.stores.publications
        published = publications.publication(SchoolId(LYCEE.id), Period(2026))
        assert published is not None
        yield file, published, lycee.runtime.catalogue()


def test_it_is_english_where_it_is_asked_for(report: Report) -> None:
    """Every sentence of it and every name that is no title; the same numbers."""
    file, published, catalogue = report
    text = file.read_text("utf-8")
    zone, said = ZoneInfo("Europe/Paris"), shipped_in(Language.ENGLISH)
    made = activity_report(published, "Lycée", zone, said, catalogue)
    english = made.decode()

    assert '<html lang="en">' in english
    for told in ("In short", "Launches by month", "September 2026", "Quality of service"):
        assert told in english
    left = re.compile(r"masqué|Accès|Élèves|septembre|Niveau |chiffres|Étape|à compléter")
    assert not left.findall(english)
    numbers = re.compile(r'<td class="n">([0-9]+)</td>')
    assert numbers.findall(english) == numbers.findall(text)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_as_wide_as_the_screen(
    report: Report, browser: Browser, width: int, scheme: str
) -> None:
    """Headings, captions, contrast; no side scrolling of the page, however narrow."""
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = browser.new_page(**looks)  # type: ignore[arg-type]  # literals by name
    page.goto(report[0].as_uri())

    assert violations(page, axe_source()) == []
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.locator("html").get_attribute("lang") == "fr"
    tables = page.locator("table")
    assert tables.count() == page.locator("table > caption").count() >= 8
    assert page.locator("th:not([scope])").count() == 0
    page.close()


def test_its_summary_is_at_most_two_pages(report: Report, browser: Browser) -> None:
    """Of A4, before anything else begins."""
    page = browser.new_page()
    page.goto(report[0].as_uri())
    page.evaluate(
        "() => { let one = document.querySelector('.page'); while (one.nextSibling)"
        " one.nextSibling.remove(); one.remove(); }"
    )
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    page.close()

    assert 1 <= len(pages) <= 2


def test_it_loads_nothing_and_runs_nothing(report: Report) -> None:
    """A file that may be sent: no script, no address, nobody's name."""
    text = report[0].read_text("utf-8")

    assert not re.findall(r"<script|https?://|src=|href=|\bon\w+=", text)
    assert not [one.id for one in PEOPLE if one.id in text]


def test_each_month_is_told_once(report: Report) -> None:
    """The summer is not told beside July and August: nobody adds it up twice."""
    text = report[0].read_text("utf-8")
    table = text.partition("<caption>Accès par mois</caption>")[2].partition("</table>")[0]
    names = re.findall(r'<th scope="row">([^<]*)</th>', table)

    assert len(names) == 12
    assert "juillet et août" not in names


def test_every_figure_of_it_is_published(report: Report) -> None:
    """And no other number stands in a table or a box; what is hidden is never 0."""
    file, published, _ = report
    text = file.read_text("utf-8")
    shown = {number(row.valeur) for row in published.rows}
    cells = re.findall(r'<td class="n">([^<]*)</td>|<dd class="value">([^<]*)</dd>', text)
    told = {one or other for one, other in cells}

    assert {one for one in told if not one.endswith("%")} <= shown
    totals = {row.mesure: row.valeur for row in published.rows if not any(row.nodes)}
    for measure in (Measure.ACCESSES, Measure.REACHED, Measure.ASSIGNMENTS, Measure.USERS):
        assert totals[measure] is not None, measure
        assert f'<dd class="value">{number(totals[measure])}</dd>' in text
    assert "masqué" in told


def test_how_launches_went_at_each_provider_follows_from_what_is_published(report: Report) -> None:
    """From the lines of its resources and of its failures; hidden where one of them is."""
    file, published, catalogue = report
    owners = {name: one.provider for name, one in catalogue.resources.items()}
    text = file.read_text("utf-8")
    table = text.partition("Taux de réussite par éditeur")[2].partition("</table>")[0]

    found = success_by_provider(published, owners)

    assert found
    for one in found:
        good = [
            row.valeur
            for row in published.rows
            if row.mesure == Measure.ACCESSES
            and sum(map(bool, row.nodes)) == 1
            and owners.get(ResourceId(row.ressource.removeprefix("resource:"))) == one.provider
        ]
        told = None if None in good else sum(filter(None, good))
        assert one.accesses == told
        rate = "masqué" if one.rate is None else f"{one.rate}\u00a0%".replace(".", ",")
        assert rate in table.partition(catalogue.providers[one.provider].name)[2]

"""Figures in the browser: what was published, its charts and files, and to publish a period."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from tests.web.own_portal import proof_in
from tests.web.portal import sign_in, signed_in_person
from tests.wiring.figured import JANUARY, SEPTEMBER, Figured, figured
from tests.wiring.inside import run_inside
from tests.wiring.portal_files import write_portal

from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import OPERATOR, parse_scope
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.periods import Period
from garbridge.core.statistics.publications import Publication
from garbridge.core.statistics.rows import COLUMNS
from garbridge.errors import ConfigError
from garbridge.services.delegating import Draft
from garbridge.services.publishing import PublishingService
from garbridge.testing.world import COLLEGE, LYCEE, YEAR_ENDS
from garbridge.web import GarBridge
from garbridge.web.console import statistics
from garbridge.web.console.figures import Filter
from garbridge.wiring import Runtime

PAGE = f"/affectation/{LYCEE.id}/statistiques"
TERM = "2026-2027/1"
STATED = f"""
[[roles]]
role = "committee"
person = "prof-1"
schools = ["{LYCEE.id}"]
[[roles]]
role = "digital_lead"
person = "prof-2"
everywhere = true
"""


def app_of(runtime: Runtime) -> Flask:
    """Return the application that serves *runtime*."""
    app = Flask(__name__)
    app.config.update({"SECRET_KEY": "test only", "GARBRIDGE_LOGIN_VIEW": "sign_in"})
    app.add_url_rule("/connexion", "sign_in", lambda: "sign in here")

    @app.get("/as/<who>")
    def as_somebody(who: str) -> str:
        session["who"] = who
        return "signed in"

    GarBridge(signed_in_person, runtime=runtime).init_app(app)
    return app


@dataclass(frozen=True)
class Lycee:
    """The lycée in January, and its portal."""

    app: Flask
    figured: Figured

    def client(self, person: str | None = "cheffe") -> FlaskClient:
        """Return a browser in which *person* is signed in."""
        client = self.app.test_client()
        if person is not None:
            sign_in(client, person)
        return client

    def published(self) -> Publication:
        """Return what was published of the first term."""
        kept = self.figured.runtime.stores.publications
        found = kept.publication(SchoolId(LYCEE.id), Period(2026, 1))
        assert found is not None
        return found


@pytest.fixture(name="lycee", scope="module")
def _lycee(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lycee]:
    """The lycée, whose first term the head published in the browser."""
    folder = Path(tmp_path_factory.mktemp("figures"))
    file = write_portal(folder)
    file.write_text(file.read_text("utf-8") + STATED, "utf-8")
    with figured(folder) as made:
        made.year(SEPTEMBER, 100, 900)
        made.clock.now = JANUARY
        assert run_inside(made.runtime, "stats", "roll-up").exit_code == 0
        lycee = Lycee(app_of(made.runtime), made)
        client = lycee.client()
        before = client.get(PAGE).text
        assert "Aucune période n’est publiée" in unescape(before)
        form = {"gb_form": proof_in(before), "periode": TERM}
        asked = client.post(f"{PAGE}/publier", data=form)
        assert "ne se retire pas" in unescape(asked.text)
        assert made.runtime.stores.publications.periods(SchoolId(LYCEE.id)) == []
        done = client.post(f"{PAGE}/publier", data={**form, "faire": "confirmer"})
        assert done.status_code == 303
        yield lycee


def cells_of(page: str) -> list[str]:
    """Return every number of *page*, in tables and in boxes."""
    table = re.findall(r"<bdi>[^<]*</bdi></th><td>([^<]*)<", page)
    return [unescape(one) for one in (*table, *re.findall(r"</dt><dd>([^<]*)</dd>", page))]


def test_files_and_charts_are_english_where_the_page_is(lycee: Lycee) -> None:
    """The names of what is told, and nothing else: numbers and columns are those of French."""
    client = lycee.client()
    french = client.get(f"{PAGE}/export?periode={TERM}").text.splitlines()
    english = client.get(f"{PAGE}/export?periode={TERM}&lang=en").text.splitlines()
    page = unescape(client.get(f"{PAGE}?lang=en").text)

    def without_names(lines: list[str]) -> list[str]:
        return [line.rpartition(";")[0] for line in lines]

    assert french[0] == english[0]
    assert without_names(french) == without_names(english)
    assert any(line.endswith(";September 2026") for line in english)
    assert not re.search(r"septembre|Élèves|Niveau ", "\n".join(english))
    assert "<bdi>September 2026</bdi>" in page


def test_every_number_is_published(lycee: Lycee) -> None:
    """Also those of the head: a page knows no figure that the publication does not hold."""
    page = lycee.client().get(PAGE).text
    rows = lycee.published().rows
    told = {f"{row.valeur:,}".replace(",", "\u202f") for row in rows if row.valeur is not None}

    shown = [one for one in cells_of(page) if not one.endswith("%")]

    assert len(shown) > 30
    assert "masqué" in shown
    assert set(shown) <= told | {"masqué"}
    for measure in Measure:
        total = next(r.valeur for r in rows if r.mesure == measure and not any(r.nodes))
        assert total is None or str(total) in shown


def test_definitions_and_limits_stand_beside_figures(lycee: Lycee) -> None:
    """What each counts, and what hidden means: never zero."""
    page = unescape(lycee.client().get(PAGE).text)

    assert "Connexion réussie à une ressource." in page
    assert "moins de 5 personnes, plus de 85 % d’une seule" in page
    assert "Ce n’est pas zéro." in page
    assert "gb-own-line" in page
    assert page.count('<table class="gb-own-bars">') == page.count('<caption class="gb-hidden">')


def test_nobody_is_named(lycee: Lycee) -> None:
    """No identifier, no name, no class below the level."""
    page = lycee.client().get(PAGE).text

    assert not re.search(r"eleve-\d|prof-\d", page)
    assert "Division" not in page


@pytest.mark.parametrize("resource", ["", "discipline:Histoire", "resource:ark:/12345/videos"])
@pytest.mark.parametrize("public", ["", "pupils", "level:2DE", "profile:DOCUMENTALISTE", "x<y"])
def test_a_filter_shows_what_was_published_of_it(lycee: Lycee, public: str, resource: str) -> None:
    """Nothing is computed for a combination: it was published, or it is said not to be."""
    rows = lycee.published().rows
    found = lycee.client().get(PAGE, query_string={"public": public, "ressource": resource})
    charts = Filter(public, resource).charts(rows)
    told = {row.valeur for row in rows if row.public == public or not public}

    assert found.status_code == 200
    for chart in charts:
        assert {bar.value for bar in chart.bars} <= told | {None}
        assert all((bar.width == 0) == (not bar.value) for bar in chart.bars)
        assert all(
            (point.y is None) == (bar.value is None)
            for point, bar in zip(chart.points, chart.bars, strict=False)
        )
    if not charts:
        assert "n’est pas publié" in unescape(found.text)
    assert "<y" not in found.text


@pytest.mark.parametrize("who", ["cheffe", "zoe-doc", "prof-1", "prof-2"])
def test_whoever_may_read_figures_finds_them(lycee: Lycee, who: str) -> None:
    """From the médiacentre: heads by the console, a committee by the figures alone."""
    client = lycee.client(who)
    home = client.get("/mediacentre/").text
    alone = who.startswith("prof")

    assert ('href="/statistiques/"' in home) is alone
    assert client.get("/statistiques/").status_code == (302 if who != "prof-2" else 200)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert (f'href="/affectation/{LYCEE.id}/"' in page.text) is not alone
    assert "Publier<" not in page.text
    assert client.get(f"/affectation/{LYCEE.id}/").status_code == (404 if alone else 200)


@pytest.mark.parametrize(
    "path", ["", "/export?periode=2026-2027/1", "/rapport?periode=2026-2027/1"]
)
@pytest.mark.parametrize("who", ["eleve-1", "prof-3", "nobody"])
def test_there_is_no_such_page_for_anybody_else(lycee: Lycee, who: str, path: str) -> None:
    """A teacher, a pupil and a stranger read what the portal says of nothing."""
    client = lycee.client(who)
    nothing = client.get("/nowhere/at/all")

    for school in (LYCEE.id, COLLEGE.id, "0999999Z"):
        answer = client.get(f"/affectation/{school}/statistiques{path}")
        assert (answer.status_code, answer.text) == (404, nothing.text)
    assert client.get("/statistiques/").status_code == 404


def test_another_school_is_not_there(lycee: Lycee) -> None:
    """For the head of this one; who reads everywhere finds it empty."""
    other = f"/affectation/{COLLEGE.id}/statistiques"

    assert lycee.client().get(other).status_code == 404
    assert "Aucune période" in lycee.client("prof-2").get(other).text


def test_a_delegate_of_figures_alone(tmp_path: Path) -> None:
    """Reads them as long as the delegation runs; one of textbooks does not."""
    with figured(tmp_path) as made:
        for person, scope in (("prof-4", "statistics"), ("prof-5", "textbooks")):
            draft = Draft(
                person=PersonId(person),
                starts=made.clock.now,
                ends=YEAR_ENDS,
                reason="comité",
                scope=parse_scope(scope),
                email="p@ent.example",
            )
            made.runtime.delegating.delegate(OPERATOR, SchoolId(LYCEE.id), draft)
        lycee = Lycee(app_of(made.runtime), made)

        assert lycee.client("prof-4").get(PAGE).status_code == 200
        assert lycee.client("prof-5").get(PAGE).status_code == 404
        console = lycee.client("prof-5").get(f"/affectation/{LYCEE.id}/").text
        assert "statistiques" not in console
        made.clock.now = YEAR_ENDS
        assert lycee.client("prof-4").get(PAGE).status_code == 404


def test_a_school_without_figures_has_no_page(tmp_path: Path) -> None:
    """The switch of the configuration holds here too."""
    file = write_portal(tmp_path)
    off = f"[schools.{LYCEE.id}]\nstatistics = false\n"
    file.write_text(file.read_text("utf-8") + off, "utf-8")
    with figured(tmp_path) as made:
        lycee = Lycee(app_of(made.runtime), made)

        assert lycee.client().get(PAGE).status_code == 404
        assert "statistiques" not in lycee.client().get(f"/affectation/{LYCEE.id}/").text


@pytest.mark.parametrize("kind", ["csv", "ods", "json"])
def test_a_file_is_that_of_the_command(lycee: Lycee, kind: str, tmp_path: Path) -> None:
    """To the octet, under a name that says what it is."""
    answer = lycee.client().get(f"{PAGE}/export", query_string={"periode": TERM, "format": kind})
    file = tmp_path / f"f.{kind}"
    run = ("--school", LYCEE.id, "--period", TERM, "--format", kind, "-o", str(file))
    assert run_inside(lycee.figured.runtime, "stats", "export", *run).exit_code == 0

    assert answer.data == file.read_bytes()
    assert f"-2026-2027-1.{kind}" in answer.headers["Content-Disposition"]
    assert kind != "csv" or answer.data.decode("utf-8-sig").startswith(";".join(COLUMNS))


@pytest.mark.parametrize(
    "asked", ["periode=2026-2027", "periode=x", "", "periode=2026-2027/1&format=exe"]
)
def test_a_file_of_nothing_is_told(lycee: Lycee, asked: str) -> None:
    """A period that nobody published, or a form there is none of: a page that says so."""
    answer = lycee.client().get(f"{PAGE}/export?{asked}")

    assert answer.status_code == 404
    assert "choisissez une période publiée" in unescape(answer.text)


def test_the_report_is_a_page_that_loads_nothing(
    lycee: Lycee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a policy that lets its own style alone in; where no PDF can be made, that is told."""
    client = lycee.client()
    report = client.get(f"{PAGE}/rapport?periode={TERM}")

    assert report.data.startswith(b"<!doctype html>")
    assert "style-src 'sha256-" in report.headers["Content-Security-Policy"]
    assert "Lycée Jeanne-Barret" in report.text
    monkeypatch.setattr(statistics, "pdf_of", _no_pdf)
    missing = client.get(f"{PAGE}/rapport?periode={TERM}&format=pdf")
    assert missing.status_code == 503
    assert "Le PDF n’a pas pu être fait." in unescape(missing.text)


def _no_pdf(_report: bytes) -> bytes:
    raise ConfigError(["no WeasyPrint"])


def test_publishing_needs_the_form_and_the_role(lycee: Lycee) -> None:
    """A librarian reads and does not publish; a forged form does nothing; twice is once."""
    form = {"periode": TERM, "faire": "confirmer"}
    client = lycee.client()
    kept = lycee.published()

    assert client.post(f"{PAGE}/publier", data={**form, "gb_form": "x"}).status_code == 400
    doc = lycee.client("zoe-doc")
    assert doc.post(f"{PAGE}/publier", data=form).status_code == 404
    proof = proof_in(client.get(f"/affectation/{LYCEE.id}/delegations").text)
    again = client.post(f"{PAGE}/publier", data={**form, "gb_form": proof})
    assert again.status_code == 303
    assert lycee.published() == kept
    early = client.post(f"{PAGE}/publier", data={**form, "gb_form": proof, "periode": "2026-2027"})
    page = unescape(client.get(early.location).text)
    assert "dure jusqu’au" in re.sub("<[^>]+>", "", page)
    for period in ("", "x", "2026-2027/9"):
        data = {**form, "gb_form": proof, "periode": period}
        assert client.post(f"{PAGE}/publier", data=data).status_code == 404


def _no_solver(*_: object) -> object:
    raise ConfigError(["no solver"])


def test_without_a_solver_nothing_is_published(
    lycee: Lycee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The responsable is told whom to ask, in words."""
    client = lycee.client()
    proof = proof_in(client.get(f"/affectation/{LYCEE.id}/delegations").text)
    monkeypatch.setattr(PublishingService, "publish", _no_solver)

    answer = client.post(
        f"{PAGE}/publier", data={"gb_form": proof, "periode": TERM, "faire": "confirmer"}
    )

    assert answer.status_code == 503
    assert "installer le complément" in unescape(answer.text)

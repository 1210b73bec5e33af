"""The yearly activity report of a school (*rapport d’activité*), from what is published alone.

Two pages for whoever reads two pages, then the rest.  Definitions stand beside figures; a bar is a
drawing of the number beside it, and hidden figures have none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, timedelta, tzinfo
from typing import Final

from garbridge.core.statistics import nodes
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.labels import DEFINITIONS, TITLES
from garbridge.core.statistics.publications import Publication, success
from garbridge.core.statistics.rows import HIDDEN, Row
from garbridge.formats.paper import (
    Bars,
    Block,
    Bullets,
    Fact,
    Facts,
    Gap,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    paper,
)

_MASKED: Final = "masqué"
_SUMMARY: Final = (Measure.ACCESSES, Measure.REACHED, Measure.ASSIGNMENTS, Measure.USERS)
_Wanted = Callable[[Row], bool]


def activity_report(published: Publication, school: str, zone: tzinfo) -> bytes:
    """Return the report as an HTML document, in French.

    Args:
        published: What is published of the year, or of a term.
        school: The name of the school.
        zone: The portal's own.
    """
    day = published.at.astimezone(zone)
    beneath = (
        f"{school} ({published.school}) – chiffres publiés le {day:%d/%m/%Y},"
        " les mêmes pour chaque lecteur."
    )
    title = f"Rapport d’activité {published.period.name}"
    return paper(title, beneath, _Report(published).blocks())


def number(value: int | None) -> str:
    """Return a number as French writes it; what is hidden in a word, never as 0.

    >>> number(12345).split(), number(None)
    (['12', '345'], 'masqué')
    """
    return _MASKED if value is None else f"{value:,}".replace(",", "\u202f")


class _Report:
    """The parts of one report, in their order."""

    def __init__(self, published: Publication) -> None:
        self._published = published
        self._totals = {one.mesure: one for one in published.rows if not any(one.nodes)}

    def blocks(self) -> Iterator[Block]:
        """Yield them."""
        yield from self._summary()
        yield PageBreak()
        yield from self._use()
        yield from self._deployment()
        yield from self._service()
        yield from self._hidden()
        yield Heading("Visas")
        yield Gap("date et signature du responsable d’affectation")
        yield Gap("date et signature du chef d’établissement")

    def _summary(self) -> Iterator[Block]:
        yield Heading("En bref")
        yield Facts([self._fact(measure) for measure in _SUMMARY])
        yield self._bars("Accès par mois", Measure.ACCESSES, "mois")
        yield self._bars("Accès par profil", Measure.ACCESSES, "public", _profile)
        yield Heading("À retenir", 3)
        yield Bullets(list(self._findings()))

    def _use(self) -> Iterator[Block]:
        yield Heading("Usages")
        yield self._bars("Accès par niveau", Measure.ACCESSES, "public", _level)
        yield self._bars("Accès par discipline", Measure.ACCESSES, "ressource", _discipline)
        yield self._bars("Accès par ressource", Measure.ACCESSES, "ressource", _resource)
        yield self._bars("Utilisateurs par profil et niveau", Measure.USERS, "public")
        yield Paragraph(
            "Une ressource absente de ces listes n’a été ouverte par personne ; une ressource"
            f" « {_MASKED}e » l’a été par trop peu de personnes, ou en protège une autre."
        )

    def _deployment(self) -> Iterator[Block]:
        day = (self._published.period.state(UTC) - timedelta(days=1)).date()
        yield Heading(f"Déploiement au {day:%d/%m/%Y}")
        yield self._bars("Affectations par ressource", Measure.ASSIGNMENTS, "ressource", _resource)
        yield self._bars("Accédants par profil et niveau", Measure.REACHED, "public")

    def _service(self) -> Iterator[Block]:
        yield Heading("Qualité de service")
        rate, failures = success(self._published), self._total(Measure.FAILURES)
        told = _MASKED if rate is None else f"{rate} %".replace(".", ",")
        yield Facts(
            [
                Fact("Taux de réussite", told, "Accès réussis, pour cent tentatives."),
                Fact(
                    TITLES[Measure.FAILURES],
                    number(failures),
                    _sentence(DEFINITIONS[Measure.FAILURES]),
                ),
            ]
        )
        yield self._bars("Échecs par étape", Measure.FAILURES, "motif", _step)
        yield self._bars("Échecs par éditeur", Measure.FAILURES, "fournisseur")
        crossed = [
            (*row.libelle.split(" · "), number(row.valeur))
            for row in self._of(Measure.FAILURES)
            if _step(row) and row.fournisseur and not row.mois
        ]
        yield Grid("Échecs par étape et éditeur", ("Étape", "Éditeur", "Échecs"), crossed)

    def _hidden(self) -> Iterator[Block]:
        rules, rows = self._published.rules, self._published.rows
        masked = sum(row.etat == HIDDEN for row in rows)
        yield Heading("Ce qui est masqué, et pourquoi")
        yield Paragraph(
            f"Un chiffre est montré quand au moins {rules.threshold} personnes différentes y"
            f" contribuent et qu’aucune n’en fait plus de {rules.share} %. D’autres sont masqués"
            " avec lui tant qu’une somme ou une différence permettrait de le retrouver."
            f" Ici {number(masked)} chiffres sur {number(len(rows))} sont masqués, tableaux croisés"
            " compris. Aucune liste ne dit qui a ouvert quoi."
        )
        yield Heading("Définitions", 3)
        yield Bullets([f"{TITLES[one]} : {DEFINITIONS[one]}" for one in Measure])

    def _findings(self) -> Iterator[str]:
        resources = _sorted(self._lines(Measure.ACCESSES, "ressource", _resource))
        if resources:
            name, times = resources[0]
            yield f"Ressource la plus ouverte : {name} ({number(times)} accès)."
        months = _sorted(self._lines(Measure.ACCESSES, "mois", _any))
        if months:
            name, times = months[0]
            yield f"Mois le plus actif : {name} ({number(times)} accès)."
        users, reached = self._total(Measure.USERS), self._total(Measure.REACHED)
        if users and reached:
            yield (
                f"{number(users)} personnes ont ouvert au moins une ressource ; {number(reached)}"
                " le pouvaient au dernier jour compté."
            )
        rate = success(self._published)
        if rate is not None:
            yield f"{rate} % des tentatives d’accès ont réussi.".replace(".", ",", 1)

    def _fact(self, measure: Measure) -> Fact:
        return Fact(TITLES[measure], number(self._total(measure)), _sentence(DEFINITIONS[measure]))

    def _total(self, measure: Measure) -> int | None:
        row = self._totals.get(measure)
        return None if row is None else row.valeur

    def _of(self, measure: Measure) -> Iterable[Row]:
        return (row for row in self._published.rows if row.mesure == measure)

    def _lines(
        self, measure: Measure, column: str, wanted: _Wanted
    ) -> Sequence[tuple[str, int | None]]:
        named = {"public": 0, "mois": 1, "ressource": 2, "motif": 3, "fournisseur": 4}[column]
        return [
            (row.libelle, row.valeur)
            for row in self._of(measure)
            if row.nodes[named] and sum(map(bool, row.nodes)) == 1 and wanted(row)
        ]

    def _bars(
        self, caption: str, measure: Measure, column: str, wanted: _Wanted | None = None
    ) -> Bars:
        lines = self._lines(measure, column, wanted or _any)
        if column not in {"mois", "public"}:
            hidden = [line for line in lines if line[1] is None]
            lines = [*_sorted(lines), *hidden]
        return Bars(caption, [(name, value, number(value)) for name, value in lines])


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sorted(lines: Iterable[tuple[str, int | None]]) -> list[tuple[str, int]]:
    """Return the lines that are shown, the largest first."""
    shown = [(name, value) for name, value in lines if value is not None]
    return sorted(shown, key=lambda line: (-line[1], line[0]))


def _any(_: Row) -> bool:
    return True


def _profile(row: Row) -> bool:
    return not row.public.startswith(nodes.LEVEL)


def _level(row: Row) -> bool:
    return row.public.startswith(nodes.LEVEL)


def _discipline(row: Row) -> bool:
    return row.ressource.startswith(nodes.DISCIPLINE)


def _resource(row: Row) -> bool:
    return row.ressource.startswith(nodes.RESOURCE)


def _step(row: Row) -> bool:
    return row.motif.startswith(nodes.STEP)

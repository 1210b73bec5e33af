"""The yearly activity report of a school (*rapport d’activité*), from what is published alone.

Two pages for whoever reads two pages, then the rest.  Definitions stand beside figures; a bar is a
drawing of the number beside it, and hidden figures have none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, timedelta, tzinfo
from typing import Final

from garbridge.core.catalogue import Catalogue
from garbridge.core.messages import N_, Language, Message
from garbridge.core.statistics import nodes
from garbridge.core.statistics.figures import Measure
from garbridge.core.statistics.labels import DEFINITIONS, MONTHS, TITLES, named_in
from garbridge.core.statistics.publications import Publication, success, success_by_provider
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
from garbridge.formats.translations import Translations

_MASKED: Final = N_("masqué")
_SUMMARY: Final = (Measure.ACCESSES, Measure.REACHED, Measure.ASSIGNMENTS, Measure.USERS)
_Wanted = Callable[[Row], bool]


def activity_report(
    published: Publication, school: str, zone: tzinfo, said: Translations, catalogue: Catalogue
) -> bytes:
    """Return the report as an HTML document.

    Args:
        published: What is published of the year, or of a term.
        school: The name of the school.
        zone: The portal's own.
        said: The language.
        catalogue: Whose each resource is.
    """
    report = _Report(published, said, catalogue)
    beneath = report.t(
        N_("{school} ({uai}) – chiffres publiés le {day}, les mêmes pour chaque lecteur."),
        school=school,
        uai=published.school,
        day=report.day(published.at.astimezone(zone)),
    )
    title = report.t(N_("Rapport d’activité {period}"), period=published.period.name)
    return paper(title, beneath, report.blocks(), said)


class _Report:
    """The parts of one report, in their order and in one language."""

    def __init__(self, published: Publication, said: Translations, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._published = published
        self._rows = named_in(published.rows, said.text)
        self._said = said
        self._totals = {one.mesure: one for one in self._rows if not any(one.nodes)}

    def t(self, message: Message, **values: str) -> str:
        """Return *message* with its values."""
        return self._said.text(message).format(**values)

    def day(self, day: date) -> str:
        """Return a day, in French in figures."""
        if self._said.language is Language.FRENCH:
            return f"{day:%d/%m/%Y}"
        return f"{day.day} {self.t(MONTHS[day.month - 1])} {day.year}"

    def number(self, value: int | None) -> str:
        """Return a number as the language writes it; what is hidden in a word, never as 0."""
        if value is None:
            return self.t(_MASKED)
        french = self._said.language is Language.FRENCH
        return f"{value:,}".replace(",", "\u202f") if french else f"{value:,}"

    def rate(self, rate: object) -> str:
        """Return what of a hundred succeeded."""
        french = self._said.language is Language.FRENCH
        return f"{rate}\u00a0%".replace(".", ",") if french else f"{rate}%"

    def blocks(self) -> Iterator[Block]:
        """Yield them."""
        yield from self._summary()
        yield PageBreak()
        yield from self._use()
        yield from self._deployment()
        yield from self._service()
        yield from self._hidden()
        yield Heading(self.t(N_("Visas")))
        yield Gap(self.t(N_("date et signature du responsable d’affectation")))
        yield Gap(self.t(N_("date et signature du chef d’établissement")))

    def _summary(self) -> Iterator[Block]:
        yield Heading(self.t(N_("En bref")))
        yield Facts([self._fact(measure) for measure in _SUMMARY])
        yield self._bars(N_("Accès par mois"), Measure.ACCESSES, "mois", self._is_month)
        yield self._bars(N_("Accès par profil"), Measure.ACCESSES, "public", _profile)
        yield Heading(self.t(N_("À retenir")), 3)
        yield Bullets(list(self._findings()))

    def _use(self) -> Iterator[Block]:
        yield Heading(self.t(N_("Usages")))
        yield self._bars(N_("Accès par niveau"), Measure.ACCESSES, "public", _level)
        yield self._bars(N_("Accès par discipline"), Measure.ACCESSES, "ressource", _discipline)
        yield self._bars(N_("Accès par ressource"), Measure.ACCESSES, "ressource", _resource)
        yield self._bars(N_("Utilisateurs par profil et niveau"), Measure.USERS, "public")
        yield Paragraph(
            self.t(
                N_(
                    "Une ressource absente de ces listes n’a été ouverte par personne\u202f; une "
                    "ressource «\u00a0masquée\u00a0» l’a été par trop peu de personnes, ou en "
                    "protège une autre."
                )
            )
        )

    def _deployment(self) -> Iterator[Block]:
        day = (self._published.period.state(UTC) - timedelta(days=1)).date()
        yield Heading(self.t(N_("Déploiement au {day}"), day=self.day(day)))
        yield self._bars(
            N_("Affectations par ressource"), Measure.ASSIGNMENTS, "ressource", _resource
        )
        yield self._bars(N_("Accédants par profil et niveau"), Measure.REACHED, "public")

    def _service(self) -> Iterator[Block]:
        yield Heading(self.t(N_("Qualité de service")))
        rate, failures = success(self._published), self._total(Measure.FAILURES)
        told = self.t(_MASKED) if rate is None else self.rate(rate)
        meaning = self.t(N_("Accès réussis, pour cent tentatives."))
        yield Facts(
            [
                Fact(self.t(N_("Taux de réussite")), told, meaning),
                Fact(
                    self.t(TITLES[Measure.FAILURES]),
                    self.number(failures),
                    _sentence(self.t(DEFINITIONS[Measure.FAILURES])),
                ),
            ]
        )
        yield self._bars(N_("Échecs par étape"), Measure.FAILURES, "motif", _step)
        yield self._bars(N_("Échecs par éditeur"), Measure.FAILURES, "fournisseur")
        yield self._by_provider()
        crossed = [
            (*row.libelle.split(" · "), self.number(row.valeur))
            for row in self._of(Measure.FAILURES)
            if _step(row) and row.fournisseur and not row.mois
        ]
        columns = [self.t(one) for one in (N_("Étape"), N_("Éditeur"), N_("Échecs"))]
        yield Grid(self.t(N_("Échecs par étape et éditeur")), columns, crossed)

    def _by_provider(self) -> Grid:
        owners = {name: one.provider for name, one in self._catalogue.resources.items()}
        known = self._catalogue.providers
        rows = [
            (
                known[one.provider].name,
                self.t(_MASKED) if one.rate is None else self.rate(one.rate),
            )
            for one in success_by_provider(self._published, owners)
            if one.provider in known
        ]
        names = (N_("Éditeur"), N_("Taux de réussite"))
        return Grid(self.t(N_("Taux de réussite par éditeur")), [self.t(n) for n in names], rows)

    def _hidden(self) -> Iterator[Block]:
        rules, rows = self._published.rules, self._rows
        masked = sum(row.etat == HIDDEN for row in rows)
        yield Heading(self.t(N_("Ce qui est masqué, et pourquoi")))
        told = N_(
            "Un chiffre est montré quand au moins {threshold} personnes différentes y contribuent "
            "et qu’aucune n’en fait plus de {share}\u00a0%. D’autres sont masqués avec lui tant "
            "qu’une somme ou une différence permettrait de le retrouver. Ici {masked} chiffres sur "
            "{all} sont masqués, tableaux croisés compris. Aucune liste ne dit qui a ouvert quoi."
        )
        yield Paragraph(
            self.t(
                told,
                threshold=str(rules.threshold),
                share=str(rules.share),
                masked=self.number(masked),
                all=self.number(len(rows)),
            )
        )
        yield Heading(self.t(N_("Définitions")), 3)
        yield Bullets(
            [
                self.t(
                    N_("{name}\u00a0: {meaning}"),
                    name=self.t(TITLES[one]),
                    meaning=self.t(DEFINITIONS[one]),
                )
                for one in Measure
            ]
        )

    def _findings(self) -> Iterator[str]:
        resources = _sorted(self._lines(Measure.ACCESSES, "ressource", _resource))
        if resources:
            name, times = resources[0]
            most = N_("Ressource la plus ouverte\u00a0: {name} ({times} accès).")
            yield self.t(most, name=name, times=self.number(times))
        months = _sorted(self._lines(Measure.ACCESSES, "mois", self._is_month))
        if months:
            name, times = months[0]
            busiest = N_("Mois le plus actif\u00a0: {name} ({times} accès).")
            yield self.t(busiest, name=name, times=self.number(times))
        users, reached = self._total(Measure.USERS), self._total(Measure.REACHED)
        if users and reached:
            opened = N_(
                "{users} personnes ont ouvert au moins une ressource\u202f; {reached} le pouvaient "
                "au dernier jour compté."
            )
            yield self.t(opened, users=self.number(users), reached=self.number(reached))
        rate = success(self._published)
        if rate is not None:
            yield self.t(N_("{rate} des tentatives d’accès ont réussi."), rate=self.rate(rate))

    def _fact(self, measure: Measure) -> Fact:
        meaning = _sentence(self.t(DEFINITIONS[measure]))
        return Fact(self.t(TITLES[measure]), self.number(self._total(measure)), meaning)

    def _total(self, measure: Measure) -> int | None:
        row = self._totals.get(measure)
        return None if row is None else row.valeur

    def _of(self, measure: Measure) -> Iterable[Row]:
        return (row for row in self._rows if row.mesure == measure)

    def _lines(
        self, measure: Measure, column: str, wanted: _Wanted
    ) -> Sequence[tuple[str, int | None]]:
        named = {"public": 0, "mois": 1, "ressource": 2, "motif": 3, "fournisseur": 4}[column]
        return [
            (row.libelle, row.valeur)
            for row in self._of(measure)
            if row.nodes[named] and sum(map(bool, row.nodes)) == 1 and wanted(row)
        ]

    def _is_month(self, row: Row) -> bool:
        """Say whether *row* is a month that is told once: the summer where its months are not."""
        apart = any(one.mois[-3:] in {"-07", "-08"} for one in self._of(Measure.ACCESSES))
        return row.mois != nodes.SUMMER or not apart

    def _bars(
        self, caption: Message, measure: Measure, column: str, wanted: _Wanted | None = None
    ) -> Bars:
        lines = self._lines(measure, column, wanted or _any)
        if column not in {"mois", "public"}:
            hidden = [line for line in lines if line[1] is None]
            lines = [*_sorted(lines), *hidden]
        told = [(name, value, self.number(value)) for name, value in lines]
        return Bars(self.t(caption), told)


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

"""What the commands about figures print."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from garbridge.cli.language import say, spoken_here
from garbridge.core.messages import Language
from garbridge.core.statistics.labels import TITLES, named_in
from garbridge.core.statistics.publications import Publication, Withheld, success
from garbridge.core.statistics.rows import Row
from garbridge.services.publishing import Forgotten, Standing, State


def publication_lines(published: Publication, zone: tzinfo) -> Iterator[str]:
    """Yield the totals of *published*, and its lines; the tables are left out."""
    day = published.at.astimezone(zone).date().isoformat()
    since = say("publié le {day}", day=day)
    yield f"{published.school} · {published.period.name} · {since}"
    yield from _lines(published.rows)
    rate = success(published)
    if rate is not None:
        french = spoken_here().language is Language.FRENCH
        number = f"{rate}".replace(".", ",") if french else f"{rate}"
        yield say("Taux de réussite : {rate} %", rate=number)
    rules = published.rules
    yield say(
        "Masqué : moins de {threshold} personnes, plus de {share} % d’une "
        "seule, ou ce qui permettrait de le retrouver.",
        threshold=rules.threshold,
        share=rules.share,
    )


def state_lines(state: State, zone: tzinfo) -> Iterator[str]:
    """Yield the totals and lines of *state*."""
    yield f"{state.school} · {state.at.astimezone(zone):%Y-%m-%d %H:%M}"
    yield from _lines(state.rows)


def period_line(one: Standing, zone: tzinfo) -> str:
    """Return a period, and where it stands."""
    if one.published:
        told = say("publiée")
    elif one.withheld is None:
        told = say("peut être publiée")
    else:
        told = why_withheld(one.withheld, one.period.ends(zone), zone)
    return f"{one.period.name} : {told}"


def why_withheld(reason: Withheld, until: datetime, zone: tzinfo) -> str:
    """Return why there are no figures, in the language of the shell."""
    day = until.astimezone(zone).date()
    last = (day - timedelta(days=1)).isoformat()
    return {
        Withheld.NOT_OVER: say(
            "la période dure jusqu’au {last} ; elle peut être publiée à partir du {day}",
            last=last,
            day=day,
        ),
        Withheld.YEAR_PUBLISHED: say(
            "l’année entière est publiée : la différence dirait ce qui y est masqué"
        ),
        Withheld.SOME_TERMS_PUBLISHED: say(
            "des trimestres de l’année sont publiés : publiez d’abord les autres"
        ),
        Withheld.NOTHING_COUNTED: say(
            "aucun accès de cette période n’a été compté dans cet établissement"
        ),
        Withheld.NOT_PUBLISHED: say("cette période n’est pas publiée (garbridge stats publish)"),
    }[reason]


def why_forgotten(forgotten: Forgotten, zone: tzinfo) -> str:
    """Return why there is no state of an earlier day, in the language of the shell."""
    since = f"{forgotten.since.astimezone(zone):%Y-%m-%d %H:%M}"
    return say(
        "le journal des affectations n’est gardé que depuis le {since} : "
        "personne ne sait plus ce qui était affecté avant",
        since=since,
    )


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    named = named_in(rows, spoken_here().text)
    lines = [row for row in named if sum(map(bool, row.nodes)) <= 1]
    for measure, of_it in groupby(lines, key=lambda row: row.mesure):
        total, *parts = of_it
        yield f"{say(TITLES[measure])} : {_value(total)}"
        # Who, then when, then what: the first that is named.
        for row in sorted(parts, key=lambda row: list(map(bool, row.nodes)).index(True)):
            yield f"  {row.libelle} : {_value(row)}"


def _value(row: Row) -> str:
    return say("masqué") if row.valeur is None else str(row.valeur)

"""``garbridge directory``: brings an export of people and schools in, or only checks it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from garbridge.cli.check_access import crowd_document, crowd_words
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.denying import allowed
from garbridge.cli.duplicates import duplicates_command, merge_command
from garbridge.cli.jobs import counted, run_of
from garbridge.cli.language import say
from garbridge.cli.outcome import Exit
from garbridge.cli.progress import by_school, watched
from garbridge.core.identifiers import parse_school_id, parse_tenant_id
from garbridge.core.jobs import Job
from garbridge.core.messages import N_
from garbridge.core.openings import Crowd
from garbridge.core.permissions import OPERATOR
from garbridge.core.removals import Removal
from garbridge.gar.ent.control import control
from garbridge.gar.ent.explaining import EXPLANATIONS
from garbridge.gar.ent.export import GarEntExport
from garbridge.gar.establishments import read_natures
from garbridge.ports import Change, Difference, Finding, Findings
from garbridge.services.importing import Asks, Imported, Rejected, validate
from garbridge.wiring import Runtime, private_gathering

_SORTS = {
    "schools": N_("établissements"),
    "people": N_("personnes"),
    "memberships": N_("rattachements"),
    "populations": N_("classes, groupes, niveaux, matières"),
    "belongings": N_("appartenances"),
    "delegates": N_("responsables d’affectation"),
}
_STATED = {
    "staff": N_("adultes"),
    "groups": N_("classes et groupes"),
}
"""What an export says beside."""
_WILL_ASK = say("  l’import demandera --accept-removals")
_ACCEPT = say("Si c’est voulu, recommencez avec --accept-removals.")


@click.group("directory", help=say("L’annuaire : personnes et établissements."))
def directory() -> None:
    """Group the commands about people and schools."""


directory.add_command(duplicates_command)
directory.add_command(merge_command)


@directory.command(
    "import",
    help=say("Importe un export GAR-ENT (dossier, ou tar.gz et son md5) : tout, ou rien."),
)
@click.argument("path", type=click.Path(path_type=Path))  # one that did not come is a run too
@click.option("--dry-run", is_flag=True, help=say("n’écrit rien"))
@click.option(
    "--accept-removals",
    is_flag=True,
    help=say("même si plus de 10 % disparaît"),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
@run_of(Job.DIRECTORY_IMPORT)
def import_command(
    shell: Shell, path: Path, *, dry_run: bool, accept_removals: bool, as_json: bool
) -> None:
    """Import an export; exit 5 if it is refused, or asks for ``--accept-removals``."""
    runtime = shell.runtime()
    export = watched(GarEntExport(path, runtime.config.tenant))
    outcome = runtime.importing.run(export, rehearse=dry_run, accept_removals=accept_removals)
    if isinstance(outcome, Imported):
        changed = outcome.difference.people
        counted(added=changed.added, changed=changed.changed, ended=changed.ended)
    counted(errors=outcome.findings.counts.total(), warnings=outcome.findings.warned.total())
    crowded = _crowded(runtime, outcome)
    if as_json:
        document = {**as_document(outcome), "crowded": [_crowd_document(one) for one in crowded]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        lines = [*_outcome_lines(path, outcome), *map(_crowd_line, crowded)]
        click.echo("\n".join(lines))
    if not isinstance(outcome, Imported):
        raise SystemExit(Exit.REFUSED)


def _crowded(runtime: Runtime, outcome: Imported | Rejected | Asks) -> list[Crowd]:
    """Return the licences that are too few now for the people of a school where some came."""
    if not isinstance(outcome, Imported) or not outcome.applied:
        return []
    grown = [
        parse_school_id(one.school)
        for one in outcome.difference.by_school
        if one.arrivals or one.moves
    ]
    found = [runtime.assigning.crowds(OPERATOR, school) for school in by_school(grown)]
    return [one for crowds in found for one in allowed(crowds) if one.over]


def _crowd_document(crowd: Crowd) -> dict[str, object]:
    return {"school": crowd.subscription.school, **crowd_document(crowd)}


def _crowd_line(crowd: Crowd) -> str:
    bought = crowd.subscription
    return f"  {bought.school}  {bought.id} : {crowd_words(crowd)}"


@directory.command(
    "validate",
    help=say("Vérifie un export GAR-ENT sans l’importer."),
)
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--tenant", metavar="idENT", help=say("défaut : la configuration"))
@click.option(
    "--gar", "for_gar", is_flag=True, help=say("comme avant un envoi : ce que dirait le GAR")
)
@click.option(
    "--establishments",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=say("avec --gar : la liste des établissements de l’État"),
)
@click.option("--json", "as_json", is_flag=True)
@with_shell
def validate_command(
    shell: Shell,
    path: Path,
    tenant: str | None,
    establishments: Path | None,
    *,
    for_gar: bool,
    as_json: bool,
) -> None:
    """Hold an export to every rule; exit 1 if it breaks one."""
    export = watched(
        GarEntExport(path, parse_tenant_id(tenant) if tenant else shell.config().tenant)
    )
    if for_gar or establishments is not None:
        known = None if establishments is None else read_natures(establishments)
        findings = control(export, private_gathering, known)
        explained = [*explained_lines(findings)]
    else:
        findings, explained = validate(export, private_gathering), []
    if as_json:
        document = {"valid": not findings.refused, **findings_document(findings)}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        verdict = _refused(findings) if findings.refused else say("export conforme")
        click.echo("\n".join([f"{path.name} : {verdict}", *finding_lines(findings), *explained]))
    if findings.refused:
        raise SystemExit(Exit.FINDINGS)


def as_document(outcome: Imported | Rejected | Asks) -> dict[str, object]:
    """Return the JSON form of an import: its keys are stable."""
    facts: dict[str, object]
    match outcome:
        case Imported(difference, findings, applied, much):
            facts = {"accepted": True, "applied": applied, **_difference_document(difference)}
            facts |= {"asks": [one._asdict() for one in much]} if much else {}
        case Asks(difference, findings, much):
            asked = [one._asdict() for one in much]
            facts = {"accepted": False, "applied": False, "asks": asked}
            facts |= _difference_document(difference)
        case Rejected(findings):
            facts = {"accepted": False, "applied": False, "changes": None, "schools": []}
    return {**facts, **findings_document(findings)}


def _difference_document(difference: Difference) -> dict[str, object]:
    return {
        "changes": {name: asdict(getattr(difference, name)) for name in _SORTS},
        "schools": [asdict(school) for school in difference.by_school],
    }


def findings_document(findings: Findings) -> dict[str, object]:
    """Return the JSON form of findings: its keys are stable."""
    return {
        "errors": [asdict(finding) for finding in findings.errors],
        "error_counts": dict(findings.counts),
        "warnings": [asdict(finding) for finding in findings.warnings],
        "warning_counts": dict(findings.warned),
    }


def _outcome_lines(path: Path, outcome: Imported | Rejected | Asks) -> list[str]:
    match outcome:
        case Rejected(findings):
            return [f"{path.name} : {_refused(findings)}", *finding_lines(findings)]
        case Asks(difference, findings, much):
            verdict = say("rien n’a été importé")
            lines = [f"{path.name} : {verdict}", *_difference_lines(difference)]
            return [*lines, *map(removal_line, much), *finding_lines(findings), _ACCEPT]
        case Imported(difference, findings, applied, much):
            verdict = say("importé") if applied else say("à importer")
            lines = [f"{path.name} : {verdict}", *_difference_lines(difference)]
            asked = [*map(removal_line, much), _WILL_ASK] if much else []
            return [*lines, *asked, *finding_lines(findings)]


def _refused(findings: Findings) -> str:
    count = findings.counts.total()
    return say(N_("refusé, {n} erreur", "refusé, {n} erreurs"), n=count)


def _difference_lines(difference: Difference) -> list[str]:
    lines: list[str] = []
    for name, called in _SORTS.items():
        change: Change = getattr(difference, name)
        lines.append(
            f"  {say(called)} : +{change.added} ~{change.changed}"
            f" -{change.ended} ={change.unchanged}"
        )
    return lines + [
        say(
            "  {school} : arrivées {arrivals} · départs {departures} · changements "
            "de classe {moves}",
            school=one.school,
            arrivals=one.arrivals,
            departures=one.departures,
            moves=one.moves,
        )
        for one in difference.by_school
        if one.arrivals or one.departures or one.moves
    ]


def removal_word(one: Removal) -> str:
    """Return what it is of which so much would end."""
    return say({**_SORTS, **_STATED}[one.what])


def removal_line(one: Removal) -> str:
    """Return of what too much would end."""
    place = f" ({one.school})" if one.school else ""
    return say(
        "  plus de 10 % disparaîtrait : {ended} {what} sur {before}{place}",
        ended=one.ended,
        what=removal_word(one),
        before=one.before,
        place=place,
    )


def finding_lines(findings: Findings) -> list[str]:
    """Return every error that is kept, and the first warning of each sort."""
    lines = [f"  {finding}" for finding in findings.errors]
    hidden = findings.counts.total() - len(findings.errors)
    if hidden:
        lines.append(say("  … et {hidden} autres erreurs", hidden=hidden))
    return lines + [_warning_line(findings, code, count) for code, count in findings.warned.items()]


def explained_lines(findings: Findings) -> Iterator[str]:
    """Yield, of each sort of error, what the GAR would not create, and what to do."""
    for code in findings.counts:
        yield f"  [{code}] {EXPLANATIONS[code].text}"


def _warning_line(findings: Findings, code: str, count: int) -> str:
    first: Finding | None = next((w for w in findings.warnings if w.code == code), None)
    word = say("avertissement")
    return f"  {word} ({count}) : {first if first is not None else code}"

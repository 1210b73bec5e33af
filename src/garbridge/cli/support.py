"""``garbridge support-bundle``: what somebody who helps needs to know, and nothing of anybody."""

import json
import platform
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, requires, version
from io import BytesIO
from pathlib import Path, PurePath
from typing import Final

import click

from garbridge import __version__
from garbridge.cli.context import Shell, with_shell
from garbridge.cli.health import health_document
from garbridge.cli.jobs import job_document
from garbridge.cli.language import say
from garbridge.cli.private_files import write_private_bytes
from garbridge.config import Config, ProviderFile, gather_providers, shown
from garbridge.config.showing import HIDDEN
from garbridge.core.health import Check, Health, Standing, Vital
from garbridge.errors import ConfigError, StoreError
from garbridge.wiring import Runtime, health_of, job_service, system_clock

_FILES: Final = frozenset({Vital.PROVIDERS, Vital.KEYS})
_FOLDERS: Final = re.compile(r"(?:(?<=://)|(?<=@)|(?<==))/[^?&#]*/")
"""The folders within the address of a database or a Redis: of its file, a socket or an option."""
_ACCOUNT: Final = re.compile(r"//[^/@]*@")


@click.command(
    "support-bundle",
    help=say("Écrit une archive pour l’assistance, sans donnée personnelle."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_shell
def support_bundle(shell: Shell, *, file: Path) -> None:
    """Write versions, configuration, health, providers and jobs to a new zip of mode 0600.

    What is wrong stands in it by its place; it is made whatever is wrong.
    """
    shell = replace(shell, file=shell.file.absolute())  # a path from here would tell of folders
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, document in _documents(shell):
            text = json.dumps(document, ensure_ascii=False, indent=2)
            archive.writestr(f"{name}.json", text + "\n")
    write_private_bytes(file, [packed.getvalue()])
    click.echo(str(file))


def _documents(shell: Shell) -> Iterator[tuple[str, object]]:
    try:
        yield from _configured(shell.config())
    except ConfigError as refused:
        yield "configuration", {"problems": _places(refused.problems)}
    try:
        runtime = shell.looking()
    except ConfigError as refused:
        now = system_clock()
        problems = _places(refused.problems)
        yield "health", {"status": Standing.FAILING.value, "problems": problems}
    else:
        now = runtime.clock()
        checks = [_without_values(one) for one in health_of(runtime).checks]
        yield "health", health_document(Health(checks))
        yield "jobs", _jobs(runtime, now)
    yield "versions", _versions(now)


def _configured(config: Config) -> Iterator[tuple[str, object]]:
    """Yield what the files say, of the providers each that can be read."""
    yield "configuration", _without_places(shown(config, people=False))
    files, _ = gather_providers(config.providers, config.reading)
    yield "providers", [_provider(one) for one in files]


def _without_places(value: object) -> object:
    """Return *value* with the names of files alone: folders and accounts are named after people."""
    match value:
        case PurePath():
            return f"…/{value.name}" if value.is_absolute() else str(value)
        case str():
            return _ACCOUNT.sub(f"//{HIDDEN}@", _FOLDERS.sub("…/", value))
        case Mapping():
            return {key: _without_places(one) for key, one in value.items()}
        case list():
            return [_without_places(one) for one in value]
        case _:
            return value


def _jobs(runtime: Runtime, now: datetime) -> object:
    """Return how jobs stand; a database that is away is what somebody may need help with."""
    try:
        return [job_document(one, now) for one in job_service(runtime).standings()]
    except StoreError as away:
        return {"problem": away.code}


def _versions(now: datetime) -> Mapping[str, object]:
    return {
        "written": now.isoformat(),
        "garbridge": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "libraries": dict(_libraries()),
    }


def _libraries() -> Iterator[tuple[str, str | None]]:
    """Yield what garbridge is made for, and its version where it is installed."""
    for stated in requires("garbridge") or ():
        name = re.split(r"[^\w.-]", stated, maxsplit=1)[0]
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, None


def _without_values(check: Check) -> Check:
    """Return *check* with files and keys alone: a value may name whoever validated a policy."""
    if check.vital not in _FILES:
        return check
    return Check(check.vital, check.standing, _places(check.reasons))


def _places(problems: Iterable[str]) -> tuple[str, ...]:
    return tuple(": ".join(one.split(": ")[:2]) for one in problems)


def _provider(one: ProviderFile) -> Mapping[str, object]:
    return {
        "provider": one.provider.id,
        "protocol": one.protocol.name,
        "enabled": one.provider.enabled,
        "policy": one.provider.version,
        "attributes": sorted(entry.attribute for entry in one.provider.policy.entries),
        "resources": [resource.id for resource in one.resources],
    }

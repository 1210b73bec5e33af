"""``policy lint`` from the files: what cannot be read, what is doubtful, and on which line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from garbridge.config import Config, ProviderFile, line_of, read_provider, read_providers
from garbridge.core.linting import Finding, LintRule, lint_portal, lint_provider
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.wiring.registry import Registry, read_registry

_STOPPED = re.compile(r"\(at line (\d+), column \d+\)")
_PROBLEM = re.compile(r"([^:/]+\.\w+): (?:([\w.\[\]-]+): )?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """A finding with the line, from 1, on which somebody can mend it."""

    finding: Finding
    line: int


def lint_policies(config: Config, file: Path, *, now: datetime) -> list[PlacedFinding]:
    """Return what is doubtful about the policies of a portal.

    Where the files cannot be read at all, that is what is found, and nothing else: whatever they
    say is not in force.

    Args:
        config: The portal.
        file: Its ``garbridge.toml``, in which findings about the portal stand.
        now: Which validations have ended.
    """
    try:
        registry = read_registry(config.providers, config.reading)
    except ConfigError as refused:
        findings = [_invalid(problem) for problem in refused.problems]
    else:
        findings = list(_findings(config, registry, now))
    return [_placed(finding, config.providers, file) for finding in findings]


def policy_files(config: Config, path: Path) -> tuple[ProviderFile, ...]:
    """Return the providers' files of *path*: a folder, or one file alone.

    No database is opened, and no metadata read: an old state of the files can be compared anywhere.

    Raises:
        ConfigError: with every problem of every file.
        ValueRefusedError: there is nothing at *path*.
    """
    if not path.exists():
        raise ValueRefusedError("policies", str(path), "a folder of providers, or one file")
    if path.is_dir():
        return read_providers(path, config.reading)
    return (read_provider(path, config.reading),)


def _findings(config: Config, registry: Registry, now: datetime) -> Iterator[Finding]:
    shared = config.shared_sector is not None
    yield from lint_portal(config.issuer, shared_sector=shared)
    for linted in registry.linted():
        yield from lint_provider(linted, now=now, shared_sector=shared)


def _invalid(problem: str) -> Finding:
    matched = _PROBLEM.fullmatch(problem)
    if matched is None:
        return Finding(LintRule.INVALID, "", "", problem)
    return Finding(LintRule.INVALID, matched[1], matched[2] or "", matched[3])


def _placed(finding: Finding, providers: Path, portal: Path) -> PlacedFinding:
    path = portal if finding.file == "garbridge.toml" else providers / finding.file
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return PlacedFinding(finding, 1)
    # What is no TOML has no key: the parser says where it stopped.
    stopped = _STOPPED.search(finding.detail) if finding.rule is LintRule.INVALID else None
    line = int(stopped[1]) if stopped and not finding.key else line_of(text, finding.key)
    return PlacedFinding(finding, line)

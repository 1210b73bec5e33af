"""Notices of resources into a provider's file: whole and valid, or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from garbridge.config import Config
from garbridge.core.catalogue import Catalogue
from garbridge.core.identifiers import ProviderId
from garbridge.core.notices import Notice, differences
from garbridge.errors import ValueRefusedError
from garbridge.formats.tables import Problems
from garbridge.gar.notices import read_notices
from garbridge.wiring.provider_files import toml_text, try_out
from garbridge.wiring.registry import read_registry
from garbridge.wiring.whole_files import replace_file


@dataclass(frozen=True, slots=True)
class Compared:
    """What notices say beside the catalogue.

    ``new`` are of resources that nobody registered, ``same`` say what the catalogue does, and
    ``other`` name the keys in which it differs.
    """

    new: tuple[Notice, ...]
    same: tuple[Notice, ...]
    other: tuple[tuple[Notice, tuple[str, ...]], ...]


def compare_notices(config: Config, files: Iterable[Path]) -> tuple[Compared, Problems]:
    """Return what the notices of *files* say beside the catalogue, and what is wrong with them.

    Raises:
        ConfigError: the catalogue cannot be read.
    """
    problems = Problems()
    notices = [notice for file in files for notice in read_notices(file, problems)]
    seen: dict[str, Notice] = {}
    for notice in notices:
        first = seen.setdefault(notice.resource, notice)
        if first is not notice:
            problems.add(notice.place, f"la même ressource est à {first.place}")
    catalogue = read_registry(config.providers, config.reading).catalogue
    return _compared(seen.values(), catalogue), problems


def add_notices(config: Config, provider: ProviderId, notices: Sequence[Notice]) -> Path:
    """Write *notices* as resources at the end of the file of *provider*; processes follow.

    Nothing that stands there is changed.

    Raises:
        ValueRefusedError: there is no such provider.
        ConfigError: the folder would not load with them; nothing was written.
    """
    target = config.providers / f"{provider}.toml"
    if not target.is_file():
        raise ValueRefusedError("provider", provider, "one that is registered")
    there = target.read_text(encoding="utf-8")
    blocks = "\n".join("\n".join(_lines(notice)) for notice in notices)
    whole = f"{there.rstrip()}\n\n{blocks}\n".encode()
    try_out(config, {target.name: whole})
    replace_file(target, whole, mode=target.stat().st_mode & 0o777)
    return target


def _compared(notices: Iterable[Notice], catalogue: Catalogue) -> Compared:
    new: list[Notice] = []
    same: list[Notice] = []
    other: list[tuple[Notice, tuple[str, ...]]] = []
    for notice in notices:
        resource = catalogue.resources.get(notice.resource)
        found = () if resource is None else tuple(differences(notice, resource))
        if resource is None:
            new.append(notice)
        elif found:
            other.append((notice, found))
        else:
            same.append(notice)
    return Compared(tuple(new), tuple(same), tuple(other))


def _lines(notice: Notice) -> list[str]:
    said = {
        "ark": notice.resource,
        "title": notice.title,
        "url": notice.url,
        "publisher": notice.publisher,
        "publisher_id": notice.indexing.publisher_id,
        "description": notice.description,
        "vignette": notice.vignette,
        "discipline": notice.discipline,
    }
    lines = ["[[resources]]"]
    lines += [f"{key} = {toml_text(text)}" for key, text in said.items() if text]
    for key, words in (("levels", notice.levels), ("types", notice.types)):
        if words:
            lines.append(f"{key} = [{', '.join(map(toml_text, words))}]")
    if notice.indexing.terms:
        lines.append("[resources.terms]")
        terms = notice.indexing.terms
        lines += [f"{toml_text(term.uri)} = {toml_text(term.label)}" for term in terms]
    return [*lines, ""]

"""The portal's side of the State's GAR: an export of identities, made and sent by one at a time."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from garbridge.config import Config, National
from garbridge.core.delegations import Delegation
from garbridge.core.exporting import Declaration, ExportRules, LeftOuts, declaration_of
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.jobs import Job, Run
from garbridge.core.people import Person
from garbridge.errors import ConfigError, StoreUnavailableError
from garbridge.gar.ent.from_directory import DirectoryStatement
from garbridge.gar.ent.sdet import sdet_directory
from garbridge.gar.establishments import read_natures
from garbridge.gar.exporting import Prepared, Preparing
from garbridge.gar.sending import NotSent, Sent
from garbridge.ports import Directory, Export, RestrictionStore
from garbridge.stores.sql.delegations import SqlDelegations
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.importing import private_gathering
from garbridge.stores.sql.one_state import one_state
from garbridge.wiring.runtime import Runtime
from garbridge.wiring.stores import Delegates

try:
    from garbridge.gar import sftp
except ImportError:
    sftp = None  # type: ignore[assignment]  # the extra is not installed

_MAKING: Final = "export-"
_OWNER: Final = 0o077


def national_of(config: Config) -> National:
    """Return ``[national]``.

    Raises:
        ConfigError: there is none.
    """
    if config.national is None:
        raise ConfigError(["garbridge.toml: national: missing; nothing is exported without it"])
    return config.national


def prepare_identities(
    runtime: Runtime,
    folder: Path,
    *,
    tables: Path | None = None,
    accept_removals: bool = True,
    watched: Callable[[Export], Export] = lambda export: export,
) -> Prepared:
    """Make an export of the directory in *folder*, an empty one.

    Args:
        runtime: Whose people.
        folder: Where.
        tables: A folder of tables in SDET attributes to read instead of the directory.
        accept_removals: Whether it may say much less than what was sent last.
        watched: May tell how far the control has come.

    Raises:
        ConfigError: there is no ``[national]``.
        ImportRefusedError: the State's list of schools, or the tables, cannot be read.
    """
    national, now = national_of(runtime.config), runtime.clock()
    last = None if accept_removals else _sent(runtime)
    preparing = Preparing(
        gathering=private_gathering,
        known=_establishments(national),
        sent={} if last is None else last.figures,
        sent_by_school={} if last is None else last.by_school,
        watched=watched,
    )
    with _stated(runtime, national, now, tables) as statement:
        return preparing.prepare(
            statement, statement.left, folder, now.astimezone(runtime.config.zone)
        )


@contextmanager
def _stated(
    runtime: Runtime, national: National, now: datetime, tables: Path | None
) -> Iterator[DirectoryStatement]:
    left = LeftOuts()
    with ExitStack() as stack:
        sources = _sources(runtime, stack)
        rules = national.rules
        statement = DirectoryStatement(
            tenant=runtime.config.tenant,
            directory=sources.directory,
            delegations=sources.delegations,
            declared=sources.delegations,
            rules=rules,
            now=now,
            protected=frozenset(_protected(sources.restrictions, rules)),
        )
        if tables is not None:
            read = stack.enter_context(sdet_directory(tables, national.functions, left))
            statement = replace(
                statement,
                directory=read,
                declared=read,
                left=left,
                details=read.details,
                contracts=read.contracts,
            )
        yield statement


@dataclass(frozen=True, slots=True)
class _Sources:
    directory: Directory
    delegations: Delegates
    restrictions: RestrictionStore


def _sources(runtime: Runtime, stack: ExitStack) -> _Sources:
    """Return what is read from its beginning to its end: one state of it, in bounded memory.

    Of a directory of the portal's own, the portal says what state that is.
    """
    directory, stores = runtime.directory, runtime.stores
    if isinstance(directory, SqlDirectory) and isinstance(stores.delegations, SqlDelegations):
        state = stack.enter_context(one_state(directory))
        return _Sources(state.directory, state.delegations, state.restrictions)
    return _Sources(directory, stores.delegations, stores.restrictions)


def send_identities(
    national: National, archive: Path, checksum: Path, *, rehearse: bool = False
) -> Sent | NotSent:
    """Send an archive and its checksum to where ``[national.sftp]`` says.

    Raises:
        ConfigError: it says nothing, or the extra ``sftp`` is not installed.
    """
    if national.sftp is None:
        raise ConfigError(["garbridge.toml: national.sftp: missing; there is nowhere to send to"])
    if sftp is None:
        raise ConfigError(["national.sftp: needs `pip install garbridge[sftp]`"])
    return sftp.send(national.sftp, archive, checksum, rehearse=rehearse)


@contextmanager
def one_export(national: National) -> Iterator[Path | None]:
    """Yield an empty folder that is gone afterwards; ``None`` where another export is running.

    The lock is one of this machine's, and ends with the process, however it ends.  What an export
    that was killed left behind holds people, and is removed first.

    Raises:
        ConfigError: the folder cannot be made.
        StoreUnavailableError: what is made in it cannot be written: the disk is full.
    """
    before = os.umask(_OWNER)
    try:
        with _locked(national.folder) as lock:
            if lock is None:
                yield None
                return
            for left in national.folder.glob(f"{_MAKING}*"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=_MAKING, dir=national.folder) as scratch:
                yield Path(scratch)
    except OSError as broken:
        why = broken.strerror or type(broken).__name__
        raise StoreUnavailableError(f"{national.folder.name}: {why}") from broken
    finally:
        os.umask(before)


@contextmanager
def _locked(folder: Path) -> Iterator[TextIO | None]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w", encoding="ascii")
    except OSError as broken:
        raise ConfigError([f"national.folder: {folder.name}: {broken.strerror}"]) from broken
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield lock


@dataclass(frozen=True, slots=True)
class ToldGar:
    """What the GAR was told of the delegations of one school; ``sent`` is when, if ever.

    ``protected`` are those of whom no name leaves, and since when.
    """

    rules: ExportRules
    is_opened: bool
    protected: Mapping[PersonId, datetime]
    sent: datetime | None
    now: datetime

    def of(self, delegation: Delegation, person: Person | None) -> Declaration:
        """Return where a delegation of the school stands."""
        return declaration_of(
            delegation,
            person if self.is_opened else None,
            self.rules,
            protected=self.protected.get(delegation.person),
            sent=self.sent,
            now=self.now,
        )


def told_gar(runtime: Runtime, school: SchoolId) -> ToldGar | None:
    """Return what the GAR was told of *school*; ``None`` where the portal exports nothing."""
    national = runtime.config.national
    if national is None:
        return None
    now, rules = runtime.clock(), national.rules
    last = _sent(runtime)
    found = runtime.directory.school(school)
    return ToldGar(
        rules=rules,
        is_opened=found is not None and rules.takes(found),
        protected=_protected(runtime.stores.restrictions, rules),
        sent=None if last is None else last.started,
        now=now,
    )


def _establishments(national: National) -> Mapping[SchoolId, str] | None:
    return None if national.establishments is None else read_natures(national.establishments)


def _protected(restrictions: RestrictionStore, rules: ExportRules) -> Mapping[PersonId, datetime]:
    """Return those of whom no name leaves, and since when; nobody where the rules say otherwise."""
    if rules.protected:
        return {}
    return {
        one.person: one.recorded.at
        for one in restrictions.everything()
        if one.resource is None and one.stands
    }


def _sent(runtime: Runtime) -> Run | None:
    return runtime.stores.upkeep.runs.last_done(Job.IDENTITIES_EXPORT, until=runtime.clock())

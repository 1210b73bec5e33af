"""A portal in a folder with its database, and commands run inside it, as many tests need one."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from click.testing import CliRunner, Result
from tests.stores.filling import People
from tests.stores.migrated import new_database
from tests.wiring.portal_files import write_portal

from garbridge.cli import main
from garbridge.cli.context import Shell
from garbridge.config import read_config
from garbridge.core.people import Person, School
from garbridge.stores.sql.database import Database
from garbridge.testing.world import LYCEE, NOW, TENANT
from garbridge.wiring import Runtime, build_runtime, open_engine
from garbridge.wiring.live_registry import LiveRegistry


def ticking(now: datetime = NOW) -> Callable[[], datetime]:
    """Return a clock that is a second later at each look, so that what is listed has an order."""
    seconds = count()
    return lambda: now + timedelta(seconds=next(seconds))


@contextmanager
def portal_with(
    people: Iterable[Person],
    folder: Path,
    *,
    schools: Iterable[School] = (LYCEE,),
    clock: Callable[[], datetime] = lambda: NOW,
    tokens: Callable[[], str] | None = None,
) -> Iterator[Runtime]:
    """Yield a portal with *people* in its directory.

    Its files are written to *folder* unless somebody wrote ``garbridge.toml`` there before.
    """
    file = folder / "garbridge.toml"
    config = read_config(file if file.exists() else write_portal(folder))
    new_database(config.database)
    database = Database(open_engine(config.database))
    store = People(database, TENANT)
    for school in schools:
        store.put_school(school)
    for person in people:
        store.put(person, clock())
    yield (
        build_runtime(config, clock=clock, tokens=tokens)
        if tokens
        else build_runtime(config, clock=clock)
    )
    database.close()


def run_inside(runtime: Runtime, *arguments: str) -> Result:
    """Run a command of ``garbridge`` inside *runtime*."""
    return CliRunner().invoke(main, arguments, obj=Shell(Path(), given=runtime))


def look_again(registry: LiveRegistry) -> None:
    """Let the next request look at the providers' folder, as one a second later would."""
    registry._followed._next = 0.0

"""``[national]`` of ``garbridge.toml``: what the portal states to the State's GAR, and asks of it.

Nothing is exported, and nobody asked, where it is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final

from garbridge.config.national_list import ListService, read_list_service
from garbridge.config.national_peers import NationalPeer, read_access, read_console
from garbridge.config.tables import ENVIRONMENT, Table, is_file, member
from garbridge.core.exporting import DEGREES, PROFILES, ExportRules
from garbridge.core.identifiers import SchoolId, parse_school_id
from garbridge.core.people import Profile
from garbridge.errors import ValueRefusedError

AGREED_FUNCTIONS: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "ELE": Profile.PUPIL,
        "ENS": Profile.TEACHER,
        "DOC": Profile.LIBRARIAN,
        "DIR": Profile.HEAD,
        "AED": Profile.SCHOOL_LIFE,
        "AES": Profile.SCHOOL_LIFE,
        "EDU": Profile.SCHOOL_LIFE,
        "SUR": Profile.SCHOOL_LIFE,
    }
)
"""The functions that every portal we know of maps alike; real ones disagree on others."""
_EXPORTED: Final = frozenset(text.lower() for text in PROFILES.values())
_SSH: Final = 22
_MOST_PORT: Final = 65_535
_SECONDS: Final = 300
_MOST_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Sftp:
    """Where exports are sent, and who we are there.

    ``known_hosts`` is a file of OpenSSH's form; a server that is not in it is not spoken to.
    ``passphrase`` opens the key, empty where it needs none.  ``partial_names`` says that a file is
    sent under another name, which it loses once it is whole.
    """

    host: str
    port: int = _SSH
    user: str
    key: Path
    passphrase: str = field(default="", repr=False)
    known_hosts: Path
    folder: str = "."
    timeout: timedelta = timedelta(seconds=_SECONDS)
    partial_names: bool = True

    def stated(self) -> Mapping[str, object]:
        """Return it as its operator may look at it, without the passphrase."""
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "key": self.key,
            "known_hosts": self.known_hosts,
            "folder": PurePosixPath(self.folder),
            "timeout_seconds": self.timeout // timedelta(seconds=1),
            "partial_names": self.partial_names,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class National:
    """How the portal stands before the GAR.

    ``folder`` is where an export is made; what was sent does not stay there.  ``establishments`` is
    the State's list of schools, ``None`` where it is not there to compare with.  ``functions`` are
    the profiles of a table in SDET attributes.  ``sftp`` is ``None`` where nothing is sent,
    ``listing`` where the médiacentre shows nothing of the GAR's, ``access`` where nobody is signed
    in there, ``console`` where nobody is led to its console.
    """

    rules: ExportRules
    folder: Path
    establishments: Path | None = None
    functions: Mapping[str, Profile] = field(default_factory=lambda: AGREED_FUNCTIONS)
    sftp: Sftp | None = None
    listing: ListService | None = None
    access: NationalPeer | None = None
    console: NationalPeer | None = None

    def stated(self) -> Mapping[str, object]:
        """Return it as its operator may look at it, key by key."""
        rules = self.rules
        return {
            "schools": None if rules.schools is None else sorted(rules.schools),
            "degree": rules.degrees[0] if len(rules.degrees) == 1 else None,
            "profiles": {profile.value: rules.profiles.get(profile, "") for profile in Profile},
            "functions": {name: profile.value for name, profile in self.functions.items()},
            "heads": rules.heads,
            "protected": rules.protected,
            "folder": self.folder,
            "establishments": self.establishments,
            "sftp": None if self.sftp is None else self.sftp.stated(),
            "list": None if self.listing is None else self.listing.stated(),
            "access": None if self.access is None else self.access.stated(),
            "console": None if self.console is None else self.console.stated(),
        }


def read_national(
    top: Table, folder: Path, environment: Mapping[str, str], *, insecure_loopback: bool = False
) -> National | None:
    """Return what ``[national]`` of *top* says, in paths relative to *folder*; mistakes are noted.

    ``None`` where there is no such table.
    """
    table = top.table("national")
    if table is None:
        return None
    most = max(DEGREES)
    only = table.number("degree", most, most) if "degree" in table.values else None
    rules = ExportRules(
        schools=_schools(table),
        degrees=DEGREES if only is None else (only,),
        profiles=_profiles(table),
        heads=table.flag("heads", default=False),
        protected=table.flag("protected", default=False),
    )
    found = National(
        rules=rules,
        folder=folder / table.text("folder", "national"),
        establishments=(
            table.path("establishments", folder) if "establishments" in table.values else None
        ),
        functions=_functions(table),
        sftp=_sftp(table, folder, environment),
        listing=read_list_service(table, folder, insecure_loopback=insecure_loopback),
        access=read_access(table, folder, insecure_loopback=insecure_loopback),
        console=read_console(table, folder, insecure_loopback=insecure_loopback),
    )
    table.finish()
    return found


def _schools(table: Table) -> frozenset[SchoolId] | None:
    named = table.texts("schools")
    if named is None:
        return None
    found: set[SchoolId] = set()
    for text in named:
        try:
            found.add(parse_school_id(text))
        except ValueRefusedError as refused:
            table.problem("schools", str(refused))
    if not found:
        table.problem("schools", "name one school at least, or leave the key out for all")
    return frozenset(found)


def _profiles(table: Table) -> Mapping[Profile, str]:
    named = table.table("profiles")
    if named is None:
        return PROFILES
    said = {one: named.text(one.value, "") for one in Profile if one.value in named.values}
    texts = {**PROFILES, **said}
    for profile, text in said.items():
        if text and text.lower() not in _EXPORTED:
            named.problem(profile.value, "must be National_elv, National_ens … or empty")
    named.finish()
    return MappingProxyType({profile: text for profile, text in texts.items() if text})


def _functions(table: Table) -> Mapping[str, Profile]:
    named = table.table("functions")
    if named is None:
        return AGREED_FUNCTIONS
    found = dict(AGREED_FUNCTIONS)
    for function in named.values:
        profile = named.parsed(function, member(Profile))
        if profile is not None:
            found[function] = profile
    named.finish()
    return MappingProxyType(found)


def _sftp(national: Table, folder: Path, environment: Mapping[str, str]) -> Sftp | None:
    table = national.table("sftp")
    if table is None:
        return None
    known_hosts = table.path("known_hosts", folder)
    key = table.private("key", folder)
    found = Sftp(
        host=table.text("host"),
        port=table.number("port", _SSH, _MOST_PORT),
        user=table.text("user"),
        key=key,
        passphrase=_passphrase(table, environment),
        known_hosts=known_hosts,
        folder=table.text("folder", "."),
        timeout=timedelta(seconds=table.number("timeout_seconds", _SECONDS, _MOST_SECONDS)),
        partial_names=table.flag("partial_names", default=True),
    )
    if is_file(known_hosts) and not known_hosts.stat().st_size:
        table.problem("known_hosts", "is empty: no server would be known")
    table.finish()
    return found


def _passphrase(table: Table, environment: Mapping[str, str]) -> str:
    named = table.text("passphrase", "")
    if not named:
        return ""
    if not named.startswith(ENVIRONMENT):
        table.problem("passphrase", "must be env:NAME; it is never written here")
        return ""
    found = environment.get(named.removeprefix(ENVIRONMENT), "")
    if not found:
        table.problem("passphrase", "the environment does not hold it")
    return found

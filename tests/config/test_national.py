"""``[national]``: how the portal stands before the GAR, and what stops the start."""

from datetime import timedelta

import pytest
from tests.config.written import Value, Written

from garbridge.core.exporting import PROFILES
from garbridge.core.people import Profile

OPENED = {"OPEN": "s3cr3t"}
SFTP: dict[str, Value] = {
    "host": "sftp.example",
    "user": "ent-f0",
    "key": "keys/sftp",
    "known_hosts": "keys/known_hosts",
}


@pytest.fixture(name="portal")
def _portal(written: Written) -> Written:
    written.secret("keys/sftp", "a key")
    written.file("keys/known_hosts", "sftp.example ssh-ed25519 AAAA")
    written.file("keys/empty", "")
    return written


def test_without_it_nothing_is_exported(portal: Written) -> None:
    """Nobody's pupils are stated to anybody because a program is able to."""
    assert portal.read().national is None


def test_what_holds_where_nothing_is_said(portal: Written) -> None:
    """Every school, both degrees, every profile; no head and nobody protected by themselves."""
    portal.portal(national={"sftp": SFTP})
    national = portal.read().national

    assert national is not None
    assert national.rules.schools is None
    assert (national.rules.degrees, national.rules.profiles) == ((1, 2), PROFILES)
    assert (national.rules.heads, national.rules.protected) == (False, False)
    assert national.folder == portal.folder / "national"
    assert national.sftp is not None
    assert (national.sftp.port, national.sftp.partial_names) == (22, True)
    assert national.sftp.timeout == timedelta(seconds=300)


def test_everything_can_be_said(portal: Written) -> None:
    """Profiles are renamed or left out, functions added to those that everybody maps alike."""
    portal.portal(
        national={
            "schools": ["0750001a"],
            "degree": 2,
            "heads": True,
            "protected": True,
            "profiles": {"evs": "National_ETA", "col": ""},
            "functions": {"ASE": "evs"},
            "sftp": {**SFTP, "passphrase": "env:OPEN", "timeout_seconds": 9},
        }
    )
    national = portal.read(**OPENED).national

    assert national is not None
    rules = national.rules
    assert [*(rules.schools or ())] == ["0750001A"]
    assert rules.degrees == (2,)
    assert rules.profiles[Profile.SCHOOL_LIFE] == "National_ETA"
    assert Profile.LOCAL_AUTHORITY_STAFF not in rules.profiles
    assert national.functions["ASE"] is Profile.SCHOOL_LIFE
    assert national.functions["ENS"] is Profile.TEACHER
    assert national.sftp is not None
    assert national.sftp.passphrase == OPENED["OPEN"]
    assert "s3cr3t" not in repr(national)
    assert "s3cr3t" not in repr(national.stated())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schools": []}, "national.schools"),
        ({"schools": ["lycée"]}, "national.schools"),
        ({"degree": 3}, "national.degree"),
        ({"heads": "yes"}, "national.heads"),
        ({"profiles": {"elv": "elv"}}, "national.profiles.elv"),
        ({"profiles": {"aca": "National_aca"}}, "national.profiles.aca"),
        ({"functions": {"ASE": "aca"}}, "national.functions.ASE"),
        ({"establishments": "none.xml"}, "national.establishments"),
        ({"when": "21:00"}, "national.when"),
        ({"sftp": {**SFTP, "host": ""}}, "national.sftp.host"),
        ({"sftp": {**SFTP, "port": 0}}, "national.sftp.port"),
        ({"sftp": {**SFTP, "key": "keys/none"}}, "national.sftp.key"),
        ({"sftp": {**SFTP, "key": "keys/known_hosts"}}, "national.sftp.key"),
        ({"sftp": {**SFTP, "known_hosts": "keys/none"}}, "national.sftp.known_hosts"),
        ({"sftp": {**SFTP, "known_hosts": "keys/empty"}}, "national.sftp.known_hosts"),
        ({"sftp": {**SFTP, "passphrase": "s3cr3t"}}, "national.sftp.passphrase"),
        ({"sftp": {**SFTP, "passphrase": "env:NONE"}}, "national.sftp.passphrase"),
        ({"sftp": {**SFTP, "insecure": True}}, "national.sftp.insecure"),
    ],
)
def test_a_mistake_is_named_at_the_start(
    portal: Written, change: dict[str, Value], told: str
) -> None:
    """With file and key; a passphrase is not repeated, and known hosts cannot be done without."""
    portal.portal(national=change)
    problems = portal.problems()

    assert any(problem.startswith(f"garbridge.toml: {told}: ") for problem in problems), problems
    assert "s3cr3t" not in "".join(problems)

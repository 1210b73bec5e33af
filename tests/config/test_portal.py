"""``garbridge.toml``: what a valid one says, and every way in which one is refused."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.config.written import SECRET, Value, Written

from garbridge.config import Config, read_config
from garbridge.core.pairwise import ENT_SECTOR, PairwiseKey
from garbridge.errors import ConfigError
from garbridge.testing.world import RESPONSIBILITY


def test_a_valid_file_is_read(written: Written) -> None:
    """Everything it says, with paths from its own folder and safe defaults for the rest."""
    keys = written.folder / "keys"

    assert written.read() == Config(
        tenant="F0",  # type: ignore[arg-type]  # compared, not used
        issuer="https://ent.example/gar",
        name="ENT du Parc",
        zone=ZoneInfo("Europe/Paris"),
        insecure_loopback=False,
        database=f"sqlite:///{written.folder / 'garbridge.sqlite'}",
        providers=written.folder / "providers",
        signing_key=keys / "signing.pem",
        certificate=keys / "certificate.pem",
        pairwise=PairwiseKey("1", bytes.fromhex(SECRET)),
        shared_sector=None,
        responsibility=RESPONSIBILITY,
    )


def test_what_is_chosen_is_kept(written: Written) -> None:
    """Each optional key reaches the place it is for."""
    written.portal(
        name=None,
        insecure_loopback=True,
        issuer="http://127.0.0.1:8800",
        database="postgresql+psycopg://ent@db.example/ent",
        providers="/etc/garbridge/providers",
        sector="ent",
        timezone="Indian/Reunion",
        lease_minutes=45,
        keys={
            "signing": str(written.folder / "keys" / "signing.pem"),
            "certificate": "keys/certificate.pem",
            "pairwise": "keys/pairwise.hex",
            "pairwise_id": "2026",
        },
    )

    config = written.read()

    assert config.name == "ENT"
    assert config.zone == ZoneInfo("Indian/Reunion")
    assert config.lease == timedelta(minutes=45)
    assert config.insecure_loopback is True
    assert config.issuer == "http://127.0.0.1:8800"
    assert config.database == "postgresql+psycopg://ent@db.example/ent"
    assert config.providers == Path("/etc/garbridge/providers")
    assert config.shared_sector == ENT_SECTOR
    assert config.pairwise.id == "2026"
    assert config.signing_key == written.folder / "keys" / "signing.pem"


def test_three_mistakes_are_told_at_once(written: Written) -> None:
    """An administrator mends a file once, not once for each mistake."""
    written.portal(tenant="F 0", issuer="http://ent.example", langue="fr")

    assert [problem.partition(" is not valid")[0] for problem in written.problems()] == [
        "garbridge.toml: tenant: tenant 'F 0'",
        "garbridge.toml: issuer: address 'http://ent.example'",
        "garbridge.toml: langue: unknown key",
    ]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        pytest.param(
            {"privacy": None},
            "privacy: missing: who answers for the data, and by which act",
            id="no-privacy",
        ),
        pytest.param({"privacy": 1}, "privacy: must be a table", id="privacy-is-a-number"),
        pytest.param({"privacy": {}}, "privacy.legal_act: missing", id="no-legal-act"),
        pytest.param({"privacy": {}}, "privacy.officer: missing", id="no-officer"),
        pytest.param(
            {"privacy": {"controller": {"name": "x", "contact": " "}}},
            "privacy.controller.contact: must not be empty",
            id="no-contact",
        ),
        pytest.param({"tenant": None}, "tenant: missing", id="no-tenant"),
        pytest.param({"tenant": ""}, "tenant: must not be empty", id="empty-tenant"),
        pytest.param({"tenant": 0}, "tenant: must be a text", id="tenant-is-a-number"),
        pytest.param({"issuer": None}, "issuer: missing", id="no-issuer"),
        pytest.param(
            {"issuer": "https://ent.example/gar/"},
            "issuer: must not end with a slash or hold a query",
            id="issuer-ends-with-a-slash",
        ),
        pytest.param(
            {"issuer": "https://ent.example/?a=b"},
            "issuer: must not end with a slash or hold a query",
            id="issuer-with-a-query",
        ),
        pytest.param({"name": 7}, "name: must be a text", id="name-is-a-number"),
        pytest.param({"name": ["a"]}, "name: must be a text", id="name-is-a-list"),
        pytest.param(
            {"insecure_loopback": "yes"},
            "insecure_loopback: must be true or false",
            id="flag-is-a-text",
        ),
        pytest.param(
            {"insecure_loopback": 1},
            "insecure_loopback: must be true or false",
            id="flag-is-a-number",
        ),
        pytest.param(
            {"timezone": "Europe/Nowhere"},
            "timezone: time zone 'Europe/Nowhere' is not valid: "
            "expected an IANA name such as Europe/Paris",
            id="a-zone-that-is-none",
        ),
        *(
            pytest.param(
                {"lease_minutes": wrong},
                "lease_minutes: must be a whole number from 1 to 1440",
                id=f"a-lease-of-{wrong}",
            )
            for wrong in (0, 1441, -5, "60", 1.5, True)
        ),
        pytest.param(
            {"sector": "school"}, 'sector: must be "provider" or "ent"', id="sector-of-a-school"
        ),
        pytest.param(
            {"sector": "Provider"}, 'sector: must be "provider" or "ent"', id="sector-in-capitals"
        ),
        pytest.param(
            {"database": "mysql://db.example/ent"},
            "database: must be sqlite:///FILE or postgresql+psycopg://…",
            id="another-database",
        ),
        pytest.param(
            {"database": "sqlite:///:memory:"},
            "database: must be sqlite:///FILE or postgresql+psycopg://…",
            id="a-database-that-is-forgotten",
        ),
        pytest.param(
            {"database": "sqlite:///"},
            "database: must be sqlite:///FILE or postgresql+psycopg://…",
            id="a-database-without-a-file",
        ),
        pytest.param({"keys": None}, "keys: missing", id="no-keys"),
        pytest.param({"keys": "here"}, "keys: must be a table", id="keys-is-a-text"),
        pytest.param({"pairwise": SECRET}, "pairwise: unknown key", id="a-secret-in-the-file"),
        pytest.param({"Tenant": "F0"}, "Tenant: unknown key", id="a-key-in-capitals"),
    ],
)
def test_one_mistake_is_told_with_its_key(
    written: Written, changed: dict[str, Value], problem: str
) -> None:
    """The file, the key and what must stand there."""
    written.portal(**changed)

    assert f"garbridge.toml: {problem}" in written.problems()


@pytest.mark.parametrize(
    "issuer",
    [
        "http://ent.example",
        "http://127.0.0.1:8800",
        "ftp://ent.example",
        "//ent.example",
        "ent.example",
        "https://",
        "https:///gar",
        "https://user:pass@ent.example",
        "https://user@ent.example",
        "https:user:pass@ent.example",
        "https://ent.example#part",
        "https://ent.example\\@other.example",
        "https://ent.example\\.other.example",
        "https://ent .example",
        "https://ent.example/\u202e",
        "https://ent.example/\n",
        "https://[::1",
        "https://[bad]",
        "https://ent.example:port",
        "https://ent.example:99999",
        "https://\u2100.example",
        "javascript:alert(1)",
    ],
)
def test_an_issuer_is_an_https_address(written: Written, issuer: str) -> None:
    """Every message carries it: it holds no password, no trick, and no plain http."""
    written.portal(issuer=issuer)

    problems = written.problems()

    assert len(problems) == 1
    assert problems[0].startswith("garbridge.toml: issuer: address")
    assert "pass" not in problems[0]


@pytest.mark.parametrize(
    ("issuer", "loopback", "accepted"),
    [
        ("http://127.0.0.1:8800", True, True),
        ("http://localhost:8800", True, True),
        ("http://[::1]:8800", True, True),
        ("http://127.0.0.1:8800", False, False),
        ("http://localhost.example", True, False),
        ("http://127.0.0.1.example", True, False),
        ("http://192.168.1.1", True, False),
        ("https://ent.example", True, True),
    ],
)
def test_plain_http_is_for_this_machine_and_asked_for(
    written: Written, issuer: str, *, loopback: bool, accepted: bool
) -> None:
    """``insecure_loopback`` opens loopback addresses, and nothing that looks like one."""
    written.portal(issuer=issuer, insecure_loopback=loopback)

    assert (written.problems() == []) is accepted


@pytest.mark.parametrize("name", ["signing", "certificate", "pairwise"])
def test_a_key_must_be_named(written: Written, name: str) -> None:
    """One mistake, one problem."""
    written.keys(**{name: None})

    assert written.problems() == [f"garbridge.toml: keys.{name}: missing"]


@pytest.mark.parametrize("name", ["signing", "certificate", "pairwise"])
@pytest.mark.parametrize(
    "file", ["keys/absent.pem", "keys", "a\x00b", "a" * 5000], ids=["no", "dir", "null", "long"]
)
def test_a_key_must_be_there(written: Written, name: str, file: str) -> None:
    """A folder, or a name no system would take, is no file."""
    written.keys(**{name: file})

    assert written.problems() == [f"garbridge.toml: keys.{name}: no such file"]


def test_an_unknown_key_of_a_table_is_told_with_its_table(written: Written) -> None:
    """A typo in a table is found as well."""
    written.keys(pairwise_key="keys/pairwise.hex")

    assert written.problems() == ["garbridge.toml: keys.pairwise_key: unknown key"]


@pytest.mark.parametrize("name", ["signing", "pairwise"])
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o777])
def test_a_secret_is_for_its_owner_only(written: Written, name: str, mode: int) -> None:
    """One bit for anybody else is one too many."""
    path = written.read().signing_key.parent / {"signing": "signing.pem"}.get(name, "pairwise.hex")
    path.chmod(mode)

    assert written.problems() == [
        f"garbridge.toml: keys.{name}: others can read this file: its mode must be 0600"
    ]


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_secret_of_its_owner_is_read(written: Written, mode: int) -> None:
    """What nobody else can touch is accepted."""
    (written.folder / "keys" / "pairwise.hex").chmod(mode)

    assert written.problems() == []


def test_a_certificate_is_public(written: Written) -> None:
    """It is published in the metadata: everybody may read it."""
    assert (written.folder / "keys" / "certificate.pem").stat().st_mode & 0o044
    assert written.problems() == []


SHORT = "garbridge.toml: keys.pairwise: must hold at least 64 hexadecimal digits"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("ab" * 31, id="one-byte-short"),
        pytest.param("ab" * 31 + "a", id="half-a-byte-short"),
        pytest.param("zz" * 32, id="not-hexadecimal"),
        pytest.param("0x" + "ab" * 32, id="with-a-prefix"),
        pytest.param("a\uff11" * 32, id="fullwidth-digits"),
        pytest.param(b"\xff\xfe" * 32, id="bytes"),
    ],
)
def test_a_short_or_broken_pairwise_key_is_refused(written: Written, content: str | bytes) -> None:
    """256 bits or nothing: a guessable key names every pupil."""
    written.secret("keys/pairwise.hex", content)

    assert written.problems() == [SHORT]


@pytest.mark.parametrize("content", ["ab" * 32, "AB" * 32, "  " + "ab" * 40 + "\n\n"])
def test_a_long_pairwise_key_is_taken(written: Written, content: str) -> None:
    """Digits in either case, with the line break an editor leaves."""
    written.secret("keys/pairwise.hex", content)

    assert written.read().pairwise.secret == bytes.fromhex(content.strip())


def test_a_pairwise_key_may_come_from_the_environment(written: Written) -> None:
    """``env:NAME`` names a variable; no file is read."""
    written.keys(pairwise="env:ENT_PAIRWISE")

    config = written.read(ENT_PAIRWISE=SECRET)

    assert config.pairwise.secret == bytes.fromhex(SECRET)


@pytest.mark.parametrize("environment", [{}, {"ENT_PAIRWISE": ""}, {"ENT_PAIRWISE": "ab" * 31}])
def test_a_variable_that_is_not_there_or_short_is_refused(
    written: Written, environment: dict[str, str]
) -> None:
    """A deployment that forgot its secret does not start with an empty one."""
    written.keys(pairwise="env:ENT_PAIRWISE")

    assert written.problems(**environment) == [SHORT]


def test_the_environment_is_the_process_s_own(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without being given one, the variables are those of the process."""
    written.keys(pairwise="env:ENT_PAIRWISE")
    monkeypatch.setitem(os.environ, "ENT_PAIRWISE", SECRET)

    config = read_config(written.folder / "garbridge.toml")

    assert config.pairwise.secret == bytes.fromhex(SECRET)


def test_a_configuration_can_be_printed(written: Written) -> None:
    """Neither the pairwise key nor the database's password is in it."""
    password = "never-printed"  # noqa: S105 - a made-up one
    written.portal(database=f"postgresql+psycopg://ent:{password}@db.example/ent")
    config = written.read()

    shown = repr(config) + str(config) + f"{replace(config, name='x')}"

    assert password not in shown
    assert SECRET not in shown
    assert repr(config.pairwise.secret) not in shown
    assert config.pairwise.secret.decode("latin-1") not in shown


def test_a_wrong_database_is_not_repeated(written: Written) -> None:
    """The message about an address does not hold the password in it."""
    written.portal(database="postgres://ent:never-printed@db.example/ent")

    assert "never-printed" not in "\n".join(written.problems())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"tenant = ", "Invalid value (at end of document)", id="broken"),
        pytest.param(
            b'tenant = "F0"\ntenant = "F1"\nname = "ENT"\n',
            "Cannot overwrite a value (at line 2, column 14)",
            id="a-key-twice",
        ),
        pytest.param(b"tenant = \xff", "cannot be read: UnicodeDecodeError", id="not-utf-8"),
        pytest.param(b"\xff\xfet\x00", "cannot be read: UnicodeDecodeError", id="utf-16"),
        pytest.param(
            b"a = " + b"9" * 5000, "cannot be read: ValueError", id="a-number-of-5000-digits"
        ),
        pytest.param(b"a = " + b"[" * 5000, "", id="thousands-of-brackets"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(written: Written, content: bytes, problem: str) -> None:
    """Broken TOML names the place; everything else names the kind of trouble."""
    written.file("garbridge.toml", content)

    (told,) = written.problems()
    assert told.startswith(f"garbridge.toml: {problem}")


def test_a_file_that_is_not_there_is_told(written: Written) -> None:
    """The commonest mistake of all."""
    (written.folder / "garbridge.toml").unlink()

    assert written.problems() == ["garbridge.toml: no such file"]


def test_a_folder_is_not_a_file(written: Written) -> None:
    """``--config .`` is a mistake, not a trace."""
    with pytest.raises(ConfigError, match="cannot be read: IsADirectoryError"):
        read_config(written.folder / "providers", {})


def test_a_file_nobody_may_read_is_told(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that runs as another user says so in one line."""

    def denied(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)

    assert written.problems() == ["garbridge.toml: cannot be read: PermissionError"]


def test_a_key_nobody_may_read_is_told(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret's own file too."""
    read_text = Path.read_text

    def denied(path: Path, encoding: str) -> str:
        if path.name == "pairwise.hex":
            raise PermissionError(13, "Permission denied")
        return read_text(path, encoding=encoding)

    monkeypatch.setattr(Path, "read_text", denied)

    assert written.problems() == [SHORT]


@pytest.mark.parametrize(
    ("issuer", "named", "scope"),
    [
        ("https://ENT.example/gb", None, "ent.example"),
        ("https://ent.example", "region.example", "region.example"),
        ("https://[2001:db8::1]", None, "ip6.2001-db8--1"),
    ],
)
def test_identifiers_have_the_scope_of_the_issuer_or_one_of_their_own(
    written: Written, issuer: str, named: str | None, scope: str
) -> None:
    """It outlives a change of address where it is named."""
    written.portal(issuer=issuer, **({} if named is None else {"pairwise_scope": named}))

    assert written.read().pairwise_scope == scope


@pytest.mark.parametrize("scope", ["Region.example", "région", "a b", "-a"])
def test_a_scope_that_is_none_stops_the_start(written: Written, scope: str) -> None:
    """What providers compare without case is written without."""
    written.portal(pairwise_scope=scope)

    assert [told.partition(": scope")[0] for told in written.problems()] == [
        "garbridge.toml: pairwise_scope"
    ]


@pytest.mark.parametrize("version", [2, 12])
def test_a_file_of_a_newer_version_says_so_first(written: Written, version: int) -> None:
    """Before the keys that nobody knows here: whoever reads it knows what to do."""
    written.portal(version=version, hologram=True)

    with pytest.raises(ConfigError) as refused:
        written.read()

    first, *others = refused.value.problems
    assert first.startswith(f"garbridge.toml: version: {version} is of a newer garbridge")
    assert others == ["garbridge.toml: hologram: unknown key"]


@pytest.mark.parametrize("version", [0, -1, "1", True, 1.5])
def test_a_version_is_a_whole_number(written: Written, version: Value) -> None:
    """Nothing is guessed."""
    written.portal(version=version)

    with pytest.raises(ConfigError, match="version: must be a whole number"):
        written.read()


def test_a_file_may_say_its_version(written: Written) -> None:
    """The one that is read here."""
    written.portal(version=1)

    assert written.read().tenant == "F0"

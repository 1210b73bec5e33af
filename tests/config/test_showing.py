"""What an operator is shown of a configuration: all of it, and no secret."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.wiring.portal_files import portal

from garbridge.config import Config, example, read_config, shown, without_password
from garbridge.config.tables import Table
from garbridge.core.identifiers import PersonId, SchoolId
from garbridge.core.permissions import Grant, Reach, Scope
from garbridge.core.roles import Role
from garbridge.wiring import add_holder_key, add_ledger_key, add_pairwise_key, new_keys

ENVIRONMENT = {
    "GARBRIDGE_REDIS": "redis://:pw@h/0",
    "GARBRIDGE_CLIENT_SECRET": "s3cr3t" * 6,
    "GARBRIDGE_METRICS": "t0ken-" * 6,
    "GARBRIDGE_SFTP_PASSPHRASE": "s3cr3t",
}
_SETTING = re.compile(r"# ((?:\[|[a-z_]+ = |  \{|\]).*)")


def everything() -> str:
    """Return the example with nothing commented out."""
    lines = example().splitlines()
    return "\n".join(found[1] if (found := _SETTING.fullmatch(one)) else one for one in lines)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """Return a folder with every file that the example names."""
    keys = tmp_path / "keys"
    new_keys(keys, name="test", years=1, bits=2048)
    add_pairwise_key(keys / "pairwise-2.key")
    add_ledger_key(keys / "ledger-1.key")
    for number in (1, 2):
        add_holder_key(keys / f"holder-{number}.key")
    for name in (
        "keys/gar-sftp",
        "keys/known_hosts",
        "etablissements.xml",
        "keys/gar.pem",
        "keys/gar.key",
        "keys/gar-ca.pem",
        "gar-sp.xml",
        "gar-console.xml",
        "gar-metadata.pem",
    ):
        (tmp_path / name).write_text("x", encoding="ascii")
        (tmp_path / name).chmod(0o600)
    (tmp_path / "textes").mkdir()
    return tmp_path


def read(folder: Path, text: str) -> Config:
    """Read *text* as the configuration of *folder*."""
    (folder / "garbridge.toml").write_text(text, encoding="utf-8")
    return read_config(folder / "garbridge.toml", ENVIRONMENT)


def test_the_example_is_right_as_it_is_and_with_everything_in_it(folder: Path) -> None:
    """Whoever starts from it, and takes the comment signs away, makes no mistake."""
    short, whole = read(folder, example()), read(folder, everything())

    assert (short.tenant, short.redis, short.roles) == ("F0", "", ())
    assert whole.redis == "redis://:pw@h/0"
    assert (len(whole.roles), len(whole.reveal.holders), len(whole.jobs)) == (1, 2, 11)


def test_what_is_commented_out_is_what_holds_without_it(folder: Path) -> None:
    """Each default that the example shows is the default."""
    kept = ("lease", "proof_percent", "retention", "figures", "deletion_days", "zone", "database")
    short, whole = read(folder, example()), read(folder, everything())

    assert [getattr(short, one) for one in kept] == [getattr(whole, one) for one in kept]
    assert whole.pairwise_scope == short.pairwise_scope


def test_no_key_is_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a start looks for stands in it."""
    asked: list[tuple[str, str, bool]] = []
    looked = Table._get

    def note(table: Table, key: str) -> object:
        asked.append((table.place, key, key in table.values))
        return looked(table, key)

    monkeypatch.setattr(Table, "_get", note)
    read(folder, everything())

    missing = {f"{place}{key}" for place, key, is_there in asked if not is_there}
    assert missing == {"roles[1].everywhere"}, "it stands beside schools, of which it is the other"


def test_no_secret_is_shown(tmp_path: Path) -> None:
    """Neither a key nor a password, wherever it stands in an address."""
    config = replace(
        portal(tmp_path),
        database="postgresql+psycopg://ent:s3cr3t@db.example/ent?password=s3cr3t&sslmode=require",
        redis="rediss://:s3cr3t@redis.example:6380/0",
    )
    told = json.dumps(shown(config), default=str)

    assert "s3cr3t" not in told
    assert config.pairwise.secret.hex() not in told
    assert "postgresql+psycopg://ent:***@db.example/ent?password=***&sslmode=require" in told
    assert "rediss://:***@redis.example:6380/0" in told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite:////srv/ent.sqlite", "sqlite:////srv/ent.sqlite"),
        ("postgresql+psycopg:///ent?host=/run", "postgresql+psycopg:///ent?host=/run"),
        ("postgresql+psycopg://u:p@ss:w@h/d", "postgresql+psycopg://u:***@h/d"),
        ("postgresql+psycopg://u@h/d?passfile=/x#", "postgresql+psycopg://u@h/d?passfile=***#"),
        ("rediss://r:1/0?db=1&ssl_password=x", "rediss://r:1/0?db=1&ssl_password=***"),
        ("unix://:pw@/run/redis.sock", "unix://:***@/run/redis.sock"),
        ("", ""),
    ],
)
def test_a_password_is_masked_and_nothing_else(address: str, told: str) -> None:
    """Also one that was not percent-encoded."""
    assert without_password(address) == told


def test_nobody_is_named_to_somebody_else(tmp_path: Path) -> None:
    """What leaves the portal says how many there are."""
    grant = Grant(
        role=Role.ASSIGNER,
        person=PersonId("p-secret"),
        school=SchoolId("0750001A"),
        scope=Scope(Reach.DISCIPLINE, "Anglais"),
        reason="Mme Secrète est absente",
    )
    config = replace(portal(tmp_path), roles=(grant, grant))

    assert "p-secret" in json.dumps(shown(config), default=str)
    assert _role(shown(config))["scope"] == "discipline:Anglais"
    outside = json.dumps(shown(config, people=False), ensure_ascii=False, default=str)
    assert "p-secret" not in outside
    assert "Secrète" not in outside
    assert config.responsibility.officer.name not in outside
    assert shown(config, people=False)["roles"] == {"assigner": 2}


def _role(told: Mapping[str, object]) -> Mapping[str, object]:
    found = told["roles"]
    assert isinstance(found, list)
    return dict(found[0])

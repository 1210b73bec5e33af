"""A portal's configuration on disk, valid, from which a test changes one thing."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from garbridge.config import Config, read_config
from garbridge.wiring import new_keys

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
METADATA = """<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
 entityID="https://sp.example/metadata"><md:SPSSODescriptor
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService
 index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
 Location="https://sp.example/acs"/></md:SPSSODescriptor></md:EntityDescriptor>"""
CAS = """name = "Studio"
[cas]
[[resources]]
ark = "ark:/12345/videos"
title = "Vidéos"
url = "https://studio.example/videos"
"""
PRIVACY = """[privacy]
legal_act = "Délibération 2026-12"
controller = { name = "Région", contact = "1 rue du Port" }
processor = { name = "Régie", contact = "2 rue du Port" }
officer = { name = "Déléguée", contact = "dpo@ent.example" }
"""


@cache
def _keys() -> dict[str, tuple[bytes, int]]:
    """Return what each file of a portal's keys holds, and its mode; made once in a process."""
    with TemporaryDirectory() as scratch:
        files = new_keys(Path(scratch), name="test", years=1, bits=2048)
        return {file.name: (file.read_bytes(), file.stat().st_mode & 0o777) for file in files}


def write_portal(folder: Path) -> Path:
    """Write a portal with one CAS provider; return its ``garbridge.toml``."""
    (folder / "keys").mkdir(mode=0o700, parents=True)
    for name, (octets, mode) in _keys().items():
        key = folder / "keys" / name
        key.write_bytes(octets)
        key.chmod(mode)
    (folder / "providers").mkdir()
    (folder / "providers" / "studio.toml").write_text(CAS, encoding="utf-8")
    file = folder / "garbridge.toml"
    file.write_text(
        'tenant = "F0"\nissuer = "https://ent.example"\n[keys]\nsigning = "keys/saml.key"\n'
        'certificate = "keys/saml.crt"\npairwise = "keys/pairwise.key"\n' + PRIVACY,
        encoding="utf-8",
    )
    return file


def portal(folder: Path) -> Config:
    """Return the configuration of a portal written to *folder*."""
    return read_config(write_portal(folder))

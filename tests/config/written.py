"""Writes configurations to disk: a valid one, or one with a thing changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from garbridge.config import Config, ProviderFile, Reading, read_config, read_providers
from garbridge.errors import ConfigError

SECRET = "5ec2e7" * 11
"""66 hexadecimal digits: one byte more than the least."""

Value = object
Values = Mapping[str, Value]

PORTAL: Values = {
    "tenant": "F0",
    "issuer": "https://ent.example/gar",
    "name": "ENT du Parc",
    "keys": {
        "signing": "keys/signing.pem",
        "certificate": "keys/certificate.pem",
        "pairwise": "keys/pairwise.hex",
    },
    "privacy": {
        "controller": {"name": "Région du Parc", "contact": "1 rue du Parc"},
        "processor": {"name": "Régie du Parc", "contact": "2 rue du Parc"},
        "officer": {"name": "La déléguée", "contact": "dpo@parc.example"},
        "legal_act": "Délibération 2026-12",
    },
}
RELEASE: Values = {
    "attribute": "DIV",
    "purpose": "choisir la classe",
    "profiles": ["elv", "ens"],
    "transformation": "code_only",
    "validated_by": "Mme Validée",
    "validated_on": date(2026, 8, 20),
}
RESOURCE: Values = {
    "ark": "ark:/99999/atlas",
    "title": "Atlas des climats",
    "url": "https://parc.example/atlas",
}
SAML: Values = {
    "name": "Éditions du Parc",
    "saml": {"metadata": "parc.xml"},
    "resources": [RESOURCE],
    "release": [RELEASE],
}
CAS: Values = {
    "name": "Calculo",
    "cas": {},
    "resources": [
        {
            "ark": "ark:/88888/sommes",
            "title": "Sommes",
            "url": "https://calculo.example/",
            "service": "https://calculo.example/cas",
        }
    ],
}


def toml(values: Values) -> str:
    """Return *values* as TOML; tables inside are written inline."""
    return "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in values.items())


def _value(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value).replace("\x7f", "\\u007f")
        case int() | float():
            return str(value)
        case date() | datetime() | time():
            return value.isoformat()
        case Mapping():
            pairs = (f"{json.dumps(str(key))} = {_value(inner)}" for key, inner in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case _:
            raise TypeError(value)


@dataclass(frozen=True, slots=True)
class Written:
    """A folder with a configuration in it."""

    folder: Path

    def __post_init__(self) -> None:
        self.secret("keys/signing.pem", "a key")
        self.file("keys/certificate.pem", "a certificate")
        self.secret("keys/pairwise.hex", SECRET + "\n")
        self.file("providers/parc.xml", "<EntityDescriptor/>")
        self.portal()
        self.provider("editions-du-parc", SAML)
        self.provider("calculo", CAS)

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file that everybody may read."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(0o644)
        return path

    def secret(self, name: str, content: str | bytes, mode: int = 0o600) -> Path:
        """Write a file of mode 0600, if nothing else is said."""
        path = self.file(name, content)
        path.chmod(mode)
        return path

    def portal(self, values: Values = PORTAL, /, **changed: Value) -> None:
        """Write ``garbridge.toml`` with the keys that are *changed*; ``None`` takes one out."""
        self.file("garbridge.toml", toml(_merged(values, changed)))

    def keys(self, **changed: Value) -> None:
        """Write ``garbridge.toml`` with keys of its table ``keys`` changed."""
        keys = PORTAL["keys"]
        if not isinstance(keys, Mapping):
            raise TypeError(keys)
        self.portal(keys=_merged(keys, changed))

    def provider(self, name: str, values: Values = SAML, /, **changed: Value) -> None:
        """Write the file of a provider."""
        self.file(f"providers/{name}.toml", toml(_merged(values, changed)))

    def read(self, **environment: str) -> Config:
        """Read the portal's file."""
        return read_config(self.folder / "garbridge.toml", environment)

    def read_providers(self, *, insecure_loopback: bool = False) -> dict[str, ProviderFile]:
        """Read the providers' files, by name."""
        reading = Reading(insecure_loopback=insecure_loopback, zone=UTC)
        found = read_providers(self.folder / "providers", reading)
        return {file.provider.id: file for file in found}

    def problems(self, **environment: str) -> list[str]:
        """Return what is wrong with the portal's file; nothing when it is right."""
        try:
            self.read(**environment)
        except ConfigError as refused:
            return list(refused.problems)
        return []

    def provider_problems(self, *, insecure_loopback: bool = False) -> list[str]:
        """Return what is wrong with the providers' files; nothing when they are right."""
        try:
            self.read_providers(insecure_loopback=insecure_loopback)
        except ConfigError as refused:
            return list(refused.problems)
        return []


def _merged(values: Values, changed: Values) -> dict[str, Value]:
    merged = {**values, **changed}
    return {key: value for key, value in merged.items() if value is not None}

"""Registers a provider by writing its file: whole and valid, or not at all."""

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from garbridge.config import Config
from garbridge.core.attributes import Attribute, AttributeCatalogue
from garbridge.core.identifiers import ProviderId, ResourceId, parse_provider_id
from garbridge.core.people import Profile
from garbridge.errors import ValueRefusedError
from garbridge.protocols.saml import read_sp_metadata
from garbridge.wiring.clock import random_token
from garbridge.wiring.metadata_fetching import fetch_metadata, is_address
from garbridge.wiring.new_lti import NewLti
from garbridge.wiring.new_oidc import SECRET, NewOidc
from garbridge.wiring.registry import read_registry
from garbridge.wiring.whole_files import replace_file


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProvider:
    """What is known of a provider that is to be registered.

    Exactly one of ``metadata`` (a file or URL), ``services``, ``client`` is given.  What is empty
    is derived: the identifier and name from the host, the title from the ARK, the address from the
    service, the metadata or the redirect URI.  With several resources the services are theirs, in
    order.
    """

    resources: tuple[ResourceId, ...]
    metadata: str = ""
    services: tuple[str, ...] = ()
    client: NewOidc | NewLti | None = None
    release: Mapping[Attribute, str]
    identifier: str = ""
    name: str = ""
    title: str = ""
    url: str = ""
    require_signed_requests: bool = False
    sign: str = "assertion"
    encrypt: bool = False
    idp_initiated: bool = False
    validated_by: str


def add_provider(config: Config, new: NewProvider, *, now: datetime) -> tuple[ProviderId, Path]:
    """Write the files of *new* into the configuration's folder; running processes follow.

    Returns:
        The provider's identifier and the file that was written.

    Raises:
        ValueRefusedError: something given is not valid, or a name is taken.
        MetadataUnreachableError: the metadata could not be fetched.
        ConfigError: the folder with the new provider in it would not load; nothing was written.
    """
    if [bool(new.metadata), bool(new.services), new.client is not None].count(True) != 1:
        expected = "one of SAML metadata, CAS services, redirect URIs and a tool's login"
        raise ValueRefusedError("provider", None, expected)
    if new.services and len(new.resources) not in {1, len(new.services)}:
        raise ValueRefusedError("provider", None, "one CAS service for each resource")
    document = read_document(new.metadata) if new.metadata else None
    start = _start(new, document, config, now)
    start = new.url or start
    identifier = parse_provider_id(new.identifier or _slug(urlsplit(start).netloc))
    target = config.providers / f"{identifier}.toml"
    if target.exists():
        raise ValueRefusedError("provider", identifier, "a name that is not taken")
    _refuse_taken(config, new.resources)
    text = "\n".join(_lines(new, identifier, start, config.catalogue, now=now)) + "\n"
    written = {f"{identifier}.toml": text.encode()}
    if document is not None:
        written[f"{identifier}.xml"] = document
    if new.client is not None:
        written |= new.client.files(identifier, random_token)
    try_out(config, written)
    config.providers.mkdir(parents=True, exist_ok=True)
    named = [name for name in written if name != target.name]
    for name in (*named, target.name):  # what the file names before the file
        replace_file(config.providers / name, written[name], mode=_mode(name))
    return identifier, target


def read_document(source: str) -> bytes:
    """Return the metadata at *source*, a file or an address.

    Raises:
        ValueRefusedError: the file cannot be read.
        MetadataUnreachableError: the address does not answer.
    """
    if not is_address(source):
        try:
            return Path(source).read_bytes()
        except OSError as broken:
            raise ValueRefusedError("metadata", source, "a file that can be read") from broken
    return fetch_metadata(source)


def _start(new: NewProvider, document: bytes | None, config: Config, now: datetime) -> str:
    if new.client is not None:
        return new.client.start()
    return new.services[0] if document is None else _start_of(document, config, now)


def _start_of(document: bytes, config: Config, now: datetime) -> str:
    """Return where a browser starts, of metadata that has not ended yet."""
    peer = read_sp_metadata(document, now=now, insecure_loopback=config.insecure_loopback)
    address = urlsplit(peer.default_consumer_service().url)
    return f"{address.scheme}://{address.netloc}/"


def _refuse_taken(config: Config, resources: Sequence[ResourceId]) -> None:
    registry = read_registry(config.providers, config.reading)
    for resource in resources:
        if (known := registry.catalogue.resources.get(resource)) is not None:
            raise ValueRefusedError("ARK", resource, f"a resource that {known.provider} has not")


def _lines(
    new: NewProvider,
    identifier: ProviderId,
    start: str,
    catalogue: AttributeCatalogue,
    *,
    now: datetime,
) -> list[str]:
    lines = [f"name = {toml_text(new.name or identifier)}", ""]
    if new.metadata:
        lines += [
            "[saml]",
            f"metadata = {toml_text(identifier + '.xml')}",
            *_address(new.metadata),
            f"require_signed_requests = {_flag(flag=new.require_signed_requests)}",
            f"sign = {toml_text(new.sign)}",
            f"encrypt = {_flag(flag=new.encrypt)}",
            f"idp_initiated = {_flag(flag=new.idp_initiated)}",
        ]
    elif new.client is not None:
        lines += new.client.lines(identifier, new.resources)
    else:
        lines.append("[cas]")
        if len(new.resources) == 1:  # its further addresses sign in to the same resource
            lines.append(f"services = [{', '.join(map(toml_text, new.services[1:]))}]")
    for number, resource in enumerate(new.resources):
        lines += ["", "[[resources]]", f"ark = {toml_text(resource)}"]
        lines += [f"title = {toml_text(new.title or resource)}"]
        url = new.url or (new.services[number] if new.services else start)
        lines += [f"url = {toml_text(url)}"]
        if new.services:
            lines.append(f"service = {toml_text(new.services[number])}")
    for attribute, purpose in new.release.items():
        staff_only = catalogue[attribute].staff_only
        covered = [p for p in Profile if p is not Profile.PUPIL or not staff_only]
        lines += ["", "[[release]]", f"attribute = {toml_text(attribute)}"]
        lines += [f"purpose = {toml_text(purpose)}"]
        lines += [f"profiles = [{', '.join(map(toml_text, covered))}]"]
        lines += [f"validated_by = {toml_text(new.validated_by)}"]
        lines += [f"validated_on = {now.date().isoformat()}"]
    return lines


def _address(source: str) -> list[str]:
    """Return how the metadata could be followed, where it came from an address."""
    if not source.startswith("https://"):
        return []
    return [
        "# to be refreshed by `garbridge metadata refresh`:",
        f"# metadata_url = {toml_text(source)}",
    ]


def try_out(config: Config, written: Mapping[str, bytes]) -> None:
    """Load the folder of providers as it would be with *written* in it.

    Raises:
        ConfigError: it would not load.
    """
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch)
        if config.providers.is_dir():
            shutil.copytree(config.providers, trial, dirs_exist_ok=True)
        for name, content in written.items():
            (trial / name).touch(_mode(name))
            (trial / name).write_bytes(content)
        read_registry(trial, config.reading)


def _mode(name: str) -> int:
    """Return who may read a file: a secret its owner alone."""
    return 0o600 if name.endswith(SECRET) else 0o644


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:63]


def toml_text(value: str) -> str:
    """Return *value* as a text of TOML.

    Raises:
        ValueRefusedError: it is none that could be written.
    """
    try:
        value.encode()
    except UnicodeEncodeError as broken:  # an argument in another charset than the terminal's
        raise ValueRefusedError("text", None, "characters in UTF-8") from broken
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _flag(*, flag: bool) -> str:
    return "true" if flag else "false"

"""Writes the documents of a portal for whoever answers for its data: all of them, or none."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from garbridge.config import Config
from garbridge.core.dossier import Dossier, disclosure
from garbridge.errors import ConfigError, ValueRefusedError
from garbridge.formats.dossier import (
    COLUMNS,
    annex_of,
    impact_of,
    notice_of,
    register_document,
    register_rows,
)
from garbridge.formats.sheets import csv_of
from garbridge.wiring.linting import policy_files


def dossier_of(config: Config) -> Dossier:
    """Return what the policies of *config* say; no database is opened, no metadata read.

    Raises:
        ConfigError: with every problem of the files.
    """
    files = policy_files(config, config.providers)
    return Dossier(
        portal=config.name,
        responsibility=config.responsibility,
        retention=config.retention,
        disclosures=tuple(
            disclosure(file.provider, file.resources) for file in files if file.provider.enabled
        ),
        shared_sector=config.shared_sector is not None,
    )


def dossier_files(dossier: Dossier, day: date) -> Mapping[str, bytes]:
    """Return each document of *dossier* by the name of its file, as of *day*."""
    register = json.dumps(register_document(dossier, day), ensure_ascii=False, indent=2)
    return {
        "registre.csv": csv_of(COLUMNS, register_rows(dossier, day)),
        "registre.json": f"{register}\n".encode(),
        "information.html": notice_of(dossier, day),
        "analyse-impact.html": impact_of(dossier, day),
        **{
            f"annexe-{one.provider}.html": annex_of(dossier, one, day)
            for one in dossier.disclosures
        },
    }


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* into *folder*, which is not there yet, or empty.

    Raises:
        ValueRefusedError: there is something at *folder*: nobody's corrections are lost.
        ConfigError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueRefusedError("folder", str(folder), "one that is not there yet, or empty")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".", suffix=".new"))
    except OSError as broken:
        raise ConfigError([f"{folder.name}: cannot be written: {broken.strerror}"]) from broken
    try:
        for name, content in files.items():
            (scratch / name).write_bytes(content)
        scratch.chmod(0o755)
        scratch.replace(folder)
    except OSError as broken:
        shutil.rmtree(scratch, ignore_errors=True)
        raise ConfigError([f"{folder.name}: cannot be written: {broken.strerror}"]) from broken

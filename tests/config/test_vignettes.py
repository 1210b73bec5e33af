"""``[vignettes]``: from which hosts pictures are fetched."""

from pathlib import Path

import pytest
from tests.wiring.portal_files import write_portal

from garbridge.config import Vignettes, read_config
from garbridge.config.showing import shown
from garbridge.core.vignettes import LONGEST_ADDRESS
from garbridge.errors import ConfigError


def read(folder: Path, more: str) -> Vignettes:
    """Return what a portal's file says."""
    file = write_portal(folder)
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    return read_config(file).vignettes


def test_without_the_section_nobody_is_asked(tmp_path: Path) -> None:
    """Deny by default."""
    assert not read(tmp_path, "").allows("https://img.example/a.png")


def test_the_hosts_that_are_named(tmp_path: Path) -> None:
    """In any case, with their port where it is another one; and nobody else."""
    found = read(tmp_path, '[vignettes]\nhosts = ["IMG.example", "cdn.example:8443"]\n')

    for address in ("https://img.example/a.png?v=1", "https://cdn.example:8443/"):
        assert found.allows(address)
    for address in (
        "http://img.example/a.png",
        "https://img.example:8443/a.png",
        "https://cdn.example/",
        "https://img.example.evil.example/",
        "https://evil.example/img.example",
        "https://img.example@evil.example/",
        "https://me:pw@img.example/",
        "//img.example/",
        "ftp://img.example/",
        "https://img.example\\@evil.example/",
        "https://img.example/" + "a" * LONGEST_ADDRESS,
        "https://127.0.0.1/",
        "",
    ):
        assert not found.allows(address)


def test_they_are_shown_to_the_operator(tmp_path: Path) -> None:
    """With the rest of the configuration."""
    file = write_portal(tmp_path)
    file.write_text(file.read_text("utf-8") + '[vignettes]\nhosts = ["b.example", "a.example"]\n')

    assert shown(read_config(file))["vignettes"] == {
        "hosts": ["a.example", "b.example"],
        "folder": None,
    }


def test_a_folder_needs_no_host(tmp_path: Path) -> None:
    """It stands beside the file; nobody is asked then.  Both may be named."""
    alone = read(tmp_path, '[vignettes]\nfolder = "images"\n')
    both = '[vignettes]\nfolder = "images"\nhosts = ["a.example"]\n'
    (tmp_path / "both").mkdir()
    other = read(tmp_path / "both", both)

    assert alone.folder == tmp_path / "images"
    assert alone.is_on
    assert not alone.hosts
    assert other.hosts == {"a.example"}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hosts = []",
        'folder = "images"\nhosts = []',
        'hosts = ["https://img.example"]',
        'hosts = ["*.example"]',
        "hosts = [1]",
    ],
)
def test_what_names_no_host(tmp_path: Path, said: str) -> None:
    """A pattern, an address, nothing: it is refused at the start."""
    with pytest.raises(ConfigError, match=r"vignettes\.hosts"):
        read(tmp_path, f"[vignettes]\n{said}\n")

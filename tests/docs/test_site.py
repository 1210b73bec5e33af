"""The site of the documentation is built without a warning, is whole, and asks nobody else."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(name="site", scope="module")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it; a page that stands in no list, or a link that leads nowhere, is a warning."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"),
            *("-d", str(folder / "trees"), str(DOCS), str(folder / "html")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def links(page: Path) -> Iterator[tuple[str, str]]:
    """Yield what *page* names, and what it does with it: follow or load."""
    root = html.fromstring(page.read_text("utf-8"))
    for element, attribute, link, _ in root.iterlinks():
        is_followed = element.tag == "a" or (
            element.tag == "link" and element.get("rel") in {"search", "index", "next", "prev"}
        )
        if attribute in {"href", "src"}:
            yield ("follow" if is_followed else "load"), link


def test_every_page_is_there(site: Path) -> None:
    """One for each text, and nothing that was once."""
    texts = {one.relative_to(DOCS).with_suffix(".html") for one in DOCS.rglob("*.md")}
    pages = {one.relative_to(site) for one in site.rglob("*.html")}

    assert len(texts) >= 40
    assert pages - texts == {Path("genindex.html"), Path("search.html")}
    assert texts <= pages


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    """Who reads how a portal protects people is not told to anybody either."""
    loaded = [link for page in site.rglob("*.html") for what, link in links(page) if what == "load"]

    assert len(loaded) > 40
    assert [one for one in loaded if urlsplit(one).netloc] == []


def test_every_link_leads_somewhere(site: Path) -> None:
    """To a page and to the place in it."""
    broken = []
    for page in site.rglob("*.html"):
        for _, link in links(page):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link.startswith("#"):
                continue
            target = page.parent / unquote(parts.path) if parts.path else page
            if not target.is_file():
                broken.append((page.name, link))
            elif parts.fragment and target.suffix == ".html":
                named = html.fromstring(target.read_text("utf-8")).xpath("//@id")
                broken += [(page.name, link)] if parts.fragment not in named else []

    assert broken == []

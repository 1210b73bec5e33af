"""A browser without script: follows links and redirects, and presses the auto-post button."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html


@dataclass(slots=True)
class Visitor:
    """One person at one browser; ``forms`` counts the pages that asked for anything."""

    portal: str
    stub: str
    session: requests.Session = field(default_factory=requests.Session)
    sign_ins: int = 0

    def sign_in(self, person: str, *, wanted: str = "") -> requests.Response:
        """Sign in at the portal as *person*, and go where that leads."""
        self.sign_ins += 1
        data = {"person": person, "next": wanted}
        return self._on(self.session.post(f"{self.portal}/connexion", data=data, timeout=30))

    def get(self, url: str) -> requests.Response:
        """Open *url*, and go where that leads."""
        return self._on(self.session.get(urljoin(f"{self.portal}/", url), timeout=30))

    def unvisited(self, url: str, at: str) -> str:
        """Open *url*, and return the first address to which that leads that begins with *at*."""
        while not url.startswith(at):
            page = self.session.get(url, allow_redirects=False, timeout=30)
            assert page.is_redirect, page.text
            url = urljoin(url, page.headers["Location"])
        return url

    def answer(self, url: str) -> tuple[str, dict[str, str]]:
        """Open *url*; return where the page that posts itself would go, and what it carries."""
        page = self.session.get(urljoin(f"{self.portal}/", url), timeout=30)
        form = _posting_itself(page)
        assert form is not None, page.text
        return urljoin(page.url, form.action), {
            name: text or "" for name, text in form.fields.items()
        }

    def bring(self, action: str, fields: dict[str, str]) -> requests.Response:
        """Post *fields* to *action*, and go where that leads."""
        return self._on(self.session.post(action, data=fields, timeout=30))

    def _on(self, page: requests.Response) -> requests.Response:
        """Go on as long as a page posts itself."""
        while (form := _posting_itself(page)) is not None:
            page = self.session.post(
                urljoin(page.url, form.action), data=dict(form.fields), timeout=30
            )
        return page

    def tiles(self) -> dict[str, str]:
        """Return the address behind each title that can be opened in the médiacentre."""
        page = html.fromstring(self.session.get(f"{self.portal}/mediacentre/", timeout=30).text)
        links = page.xpath("//a[contains(@href, '/mediacentre/ouvrir/')]")
        return {str(link.text_content()).strip(): str(link.get("href")) for link in links}

    def received(self) -> list[dict[str, Any]]:
        """Return what the provider says it received, newest last."""
        answer = requests.get(f"{self.stub}/received", timeout=30)
        rows: list[dict[str, Any]] = answer.json()
        return rows


def _posting_itself(page: requests.Response) -> html.FormElement | None:
    if "text/html" not in page.headers.get("Content-Type", "") or not page.text:
        return None
    forms = html.fromstring(page.text).forms
    return next(
        (f for f in forms if {"SAMLResponse", "SAMLRequest", "id_token"} & set(f.fields)), None
    )

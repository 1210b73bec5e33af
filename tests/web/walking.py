"""Goes through a portal as a browser does: opens pages, presses the buttons of their forms.

What it was shown is kept, to be looked at in a real browser: see :mod:`tests.web.auditing`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template
from lxml.html import FormElement, document_fromstring
from tests.web.portal import client_of
from werkzeug.test import TestResponse

from garbridge.core.identifiers import PersonId

Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Shown:
    """A page that was shown: what it is called here, its template, and the answer."""

    app: Flask
    name: str
    template: str
    url: str
    answer: TestResponse


@dataclass
class Walk:
    """Somebody goes through *app*.

    ``shown`` are the pages that were given a name, in the order of the walk.
    """

    app: Flask
    shown: list[Shown] = field(default_factory=list[Shown])
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def as_person(self, person: str | None) -> "Walk":
        """Go on in another browser, in which *person* is signed in."""
        self.client = client_of(self.app, None if person is None else PersonId(person))
        return self

    def at(self, name: str, path: str, *, base_url: str | None = None) -> TestResponse:
        """Open *path*, and keep the page as *name*."""
        return self.watch(
            name, lambda: self.client.get(path, base_url=base_url, follow_redirects=True)
        )

    def press(
        self, name: str, on: TestResponse, action: str, fields: Fields | None = None
    ) -> TestResponse:
        """Press a button of the form of *on* whose address ends in *action*; keep the page.

        The form is sent as it was shown, but for *fields*, among them the button's own.
        """
        form = _form(on, action, fields or {})
        data = dict[str, list[str] | str]()
        for key, value in form.form_values():
            data[key] = [*data.get(key, []), value]
        data |= fields or {}
        client, to = self.client, form.action

        def sent() -> TestResponse:
            if form.method == "POST":
                return client.post(to, data=data, follow_redirects=True)
            return client.get(to, query_string=data, follow_redirects=True)

        return self.watch(name, sent)

    def watch(self, name: str, ask: Callable[[], TestResponse]) -> TestResponse:
        """Ask, and keep the page that is answered as *name*, where it has one."""
        drawn = list[str]()

        def note(_: Flask, template: Template, **__: object) -> None:
            drawn.append(template.name or "")

        with template_rendered.connected_to(note, self.app):
            answer = ask()
        assert answer.mimetype == "text/html", (name, answer.status, answer.text)
        if name:
            template = drawn[-1] if drawn else ""
            self.shown.append(Shown(self.app, name, template, answer.request.full_path, answer))
        return answer


def _form(page: TestResponse, action: str, fields: Fields) -> FormElement:
    """Return the form of *page* whose address ends in *action*: where it can be, with *fields*."""
    found = document_fromstring(page.data.decode())
    forms = [one for one in found.forms if urlsplit(one.action or "").path.endswith(action)]
    assert forms, f"no form to {action}: {[one.action for one in found.forms]}"
    return next((one for one in forms if _has(one, fields)), forms[0])


def _has(form: FormElement, fields: Fields) -> bool:
    """Say whether *form* has a field of each name, and what is to be chosen among its choices."""
    for name, value in fields.items():
        inside = form.iter("input", "select", "textarea", "button")
        named = [one for one in inside if one.get("name") == name]
        fixed = [one.get("value") for one in named if one.get("type") in {"radio", "checkbox"}]
        if not named or (fixed and not {*_values(value)} & {*fixed}):
            return False
    return True


def _values(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value

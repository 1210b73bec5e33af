"""Records what a portal answers, byte for byte: time and chance stand still meanwhile."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import SimpleNamespace
from typing import Self

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CLAIRE = {"login": "claire.besson", "password": "portail"}
JSON = {"Accept": "application/json"}

_INSTANT = 1_795_000_000
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and everything that was answered, but for the time of day."""

    request: str
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class _Stopped(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return always the same."""
        return cls.fromtimestamp(_INSTANT, tz)


def stand_still(patch: pytest.MonkeyPatch) -> None:
    """Stop the clocks of cookies and the chance of CSRF tokens: nothing else varies."""
    patch.setattr("itsdangerous.timed.time", SimpleNamespace(time=lambda: _INSTANT))
    patch.setattr("werkzeug.http.datetime", _Stopped)
    patch.setattr("flask_wtf.csrf.os", SimpleNamespace(urandom=bytes))


def record(app: Flask) -> list[Exchange]:
    """Visit *app* as nobody, as a teacher, and with everything that can go wrong."""
    app.testing = False  # so that a failure is a page
    app.add_url_rule("/panne", "panne", lambda: str(1 // 0))
    return [*_as_nobody(app), *_as_teacher(app)]


def _as_nobody(app: Flask) -> list[Exchange]:
    browser = app.test_client()
    paths = ("/", "/connexion", "/classes/?vue=liste", "/rien", "/api/rien", "/api/moi", "/panne")
    found = [_got(browser.get(path)) for path in paths]
    found += [_got(browser.get(path, headers=JSON)) for path in ("/rien", "/panne", "/classes/")]
    # The addresses garbridge uses below its own prefix stay the portal's everywhere else.
    elsewhere = ("/mediacentre/", "/saml/metadata", "/cas/login", "/domaineGar", "/ressource")
    found += [_got(browser.get(path)) for path in elsewhere]
    found += [_got(browser.open(path, method="OPTIONS")) for path in ("/connexion", "/rien")]
    found += [_got(browser.post(path)) for path in ("/connexion", "/rien", "/deconnexion", "/")]
    found += [_got(browser.head("/connexion")), _got(browser.get("/static/portail.css"))]
    return found


def _as_teacher(app: Flask) -> list[Exchange]:
    browser = app.test_client()
    token = _token(browser, "/connexion")
    wrong = CLAIRE | {"password": "autre", "csrf_token": token}
    found = [
        _got(browser.post("/connexion", data=CLAIRE)),
        _got(browser.post("/connexion", data=wrong)),
        _got(browser.post("/connexion?next=/compte", data=CLAIRE | {"csrf_token": token})),
    ]
    pages = ("/", "/classes/", "/classes/1", "/actualites/1", "/actualites/9", "/compte")
    others = ("/api/moi", "/api/classes/1/eleves", "/api/classes/9/eleves", "/admin/comptes")
    found += [_got(browser.get(path)) for path in (*pages, *others, "/panne", "/rien")]
    token = _token(browser, "/compte")
    look = {"display": "contraste"}
    found += [
        _got(browser.post("/compte", data=look)),
        _got(browser.post("/compte", data=look | {"csrf_token": token})),
        _got(browser.get("/compte")),
        _got(browser.post("/admin/comptes/2/fermer", data={"csrf_token": token})),
        _got(browser.post("/deconnexion", data={"csrf_token": token})),
        _got(browser.get("/compte")),
    ]
    return found


def _token(browser: FlaskClient, path: str) -> str:
    found = _TOKEN.search(browser.get(path).text)
    assert found is not None
    return found[1]


def _got(answer: TestResponse) -> Exchange:
    with answer:
        request = answer.request
        return Exchange(
            request=f"{request.method} {request.full_path}",
            status=answer.status,
            headers=tuple(header for header in answer.headers if header[0] != "Date"),
            body=answer.data,
        )

"""Upstreams that are not ours: oidc-provider of npm, and django-cas-server behind gunicorn."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from joserfc.jwk import RSAKey
from lxml import html
from tests.journeys.several_workers import ROOT, free_port
from tests.npm import NODE, installed
from tests.protocols.oidc.provider import key

OPENID = Path(__file__).parent / "openid_provider"
CLIENT = "portail"
SECRET = "a:made%up+secret-of-the-client"  # noqa: S105 - made up; a form encodes it otherwise
PASSWORD = "un mot de passe"  # noqa: S105 - made up


@dataclass(slots=True)
class Person:
    """One browser, as whom it signs in at the upstream; ``forms`` counts how often it had to."""

    name: str
    session: requests.Session = field(default_factory=requests.Session)
    forms: int = 0

    def open(self, url: str) -> requests.Response:
        """Open *url* and go on until nothing asks for anything any more."""
        return self.on(self.session.get(url, timeout=60))

    def on(self, page: requests.Response) -> requests.Response:
        """Fill in every form of a sign-in, and press every button of a page that goes on."""
        for _ in range(12):
            form = _form(page)
            if form is None:
                return page
            fields = {name: value or "" for name, value in form.fields.items()}
            if {"login", "username"} & fields.keys():
                self.forms += 1
                fields |= dict.fromkeys({"login", "username"} & fields.keys(), self.name)
                fields["password"] = PASSWORD
            fields |= _pressed(form)
            page = self.session.post(
                requests.compat.urljoin(page.url, form.action or page.url), fields, timeout=60
            )
        raise AssertionError(page.text)


def _form(page: requests.Response) -> html.FormElement | None:
    """Return what a person would press: a sign-in, a confirmation, or what posts itself."""
    if "text/html" not in page.headers.get("Content-Type", "") or not page.text:
        return None
    wanted = {"login", "username", "prompt", "SAMLResponse", "id_token", "xsrf"}
    forms = html.fromstring(page.text).forms
    return next((one for one in forms if wanted & set(one.fields.keys())), None)


def _pressed(form: html.FormElement) -> dict[str, str]:
    """Return what the first button of *form* says, which may stand outside of it."""
    named = form.get("id", "")
    buttons = form.getroottree().xpath(
        "//button[@name and @value and (ancestor::form[@id = $id] or @form = $id)]", id=named
    )
    return {one.get("name"): one.get("value") for one in buttons[:1]}


@dataclass(frozen=True, slots=True)
class Real:
    """An upstream that serves at ``url``; ``section`` is what the portal's file says of it."""

    url: str
    section: str
    process: "subprocess.Popen[Any]"


@contextmanager
def openid_provider(portal: str, folder: Path, **client: object) -> Iterator[Real]:
    """Serve oidc-provider with the portal at *portal* as its client."""
    home = installed(OPENID)
    program = home / "provider.mjs"
    program.write_bytes((OPENID / program.name).read_bytes())
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    private = RSAKey.import_key(key("openid"), {"kid": "op-1", "use": "sig", "alg": "RS256"})
    told: Mapping[str, object] = {
        "issuer": issuer,
        "port": port,
        "jwks": {"keys": [private.as_dict(private=True)]},
        "client": {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [f"{portal}/upstream/callback"],
            "post_logout_redirect_uris": [f"{portal}/upstream/logged-out"],
            "backchannel_logout_uri": f"{portal}/upstream/logout",
            "backchannel_logout_session_required": True,
            **client,
        },
    }
    log = (folder / "openid.log").open("wb")
    process = subprocess.Popen(
        [NODE, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    secret = folder / "upstream.secret"
    secret.touch(mode=0o600)
    secret.write_text(SECRET + "\n", "ascii")
    section = (
        f'[upstream]\nkind = "oidc"\nissuer = "{issuer}"\nclient_id = "{CLIENT}"\n'
        f'client_secret = "{secret}"\nperson = "uid"\nuserinfo = true\n'
    )
    try:
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n", (folder / "openid.log").read_text()
        yield Real(issuer, section, process)
    finally:
        process.kill()
        process.communicate()
        log.close()


@contextmanager
def cas_server(portal: str, folder: Path) -> Iterator[Real]:
    """Serve django-cas-server with the portal at *portal* as its service."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "CAS_FOLDER": str(folder),
        "CAS_SERVICE": f"{portal}/upstream/callback",
        "CAS_PASSWORD": PASSWORD,
        "CAS_BACK": f"{portal}/upstream/logged-out",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        "no_proxy": "127.0.0.1",
    }
    command = [
        *(sys.executable, "-W", "ignore", "-m", "gunicorn", "--threads", "4"),
        *("--bind", f"127.0.0.1:{port}", "--log-level=warning"),
        "tests.journeys.django_cas:application()",
    ]
    with (folder / "cas.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log)
        try:
            wait_for(f"{url}/login", process, folder / "cas.log")
            yield Real(url, f'[upstream]\nkind = "cas"\nserver = "{url}"\n', process)
        finally:
            process.terminate()
            process.wait(timeout=90)
            shutil.rmtree(folder / "django", ignore_errors=True)


def wait_for(url: str, process: "subprocess.Popen[Any]", log: Path) -> None:
    """Return once *url* is served by *process*, which writes to *log*."""
    for _ in range(300):
        assert process.poll() is None, log.read_text("utf-8")
        try:
            requests.get(url, timeout=60).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)

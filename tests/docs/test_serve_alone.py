"""The page on the portal that stands alone holds, and so do the files that go with it."""

import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import click
import pytest
import requests
from a2wsgi import ASGIMiddleware
from flask import Flask
from tests.debian import require_command
from tests.examples.test_minimal_portal import PATIENCE, free_port
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with
from tests.wiring.portal_files import write_portal
from werkzeug.serving import make_server

from garbridge.cli import main
from garbridge.config import OidcUpstream, read_config
from garbridge.web.alone import create_app
from garbridge.wiring import new_keys

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "serve-alone.md").read_text("utf-8")
FILES = ROOT / "examples" / "standalone"
BURST = 3
"""How many begin a sign-in at once before the proxy says no, in the place of a thousand."""
_CAS = '[upstream]\nkind = "cas"\nserver = "https://cas.ent.example/cas"\n'


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """Return the folder of a portal behind a CAS server, below ``/gar``."""
    file = write_portal(tmp_path)
    text = file.read_text("utf-8").replace("https://ent.example", "https://ent.example/gar")
    file.write_text(text + _CAS, "utf-8")
    with portal_with(PEOPLE, tmp_path):
        return tmp_path


def test_the_configuration_of_the_page_is_right(folder: Path) -> None:
    """With what every portal needs beside it."""
    shown = PAGE.partition("```toml\n")[2].partition("```")[0]
    stated = tomllib.loads(shown)
    file = folder / "garbridge.toml"
    text = file.read_text("utf-8").partition("[upstream]")[0]
    file.write_text(text + shown.partition("\n\n")[2], "utf-8")
    config = read_config(file, {"GARBRIDGE_CLIENT_SECRET": "s" * 32})

    assert config.issuer == stated["issuer"]
    assert config.upstream is not None
    assert isinstance(config.upstream.protocol, OidcUpstream)


def test_the_applications_of_the_page_serve(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By themselves, behind a dispatcher that takes the path off, and in an ASGI application."""
    monkeypatch.chdir(folder)
    found: dict[str, object] = {}
    for block in re.findall("```py\n(.*?)```", PAGE, re.DOTALL):
        exec(block, found)  # noqa: S102 - our own page
    application = found["application"]
    assert isinstance(application, Flask)

    assert application.test_client().get("/gar/livez").text == "ok\n"
    application.wsgi_app = found["site"]  # type: ignore[assignment,method-assign] # the same client
    assert application.test_client().get("/gar/readyz").get_json()["status"] == "ok"
    application.wsgi_app = ASGIMiddleware(found["asgi"])  # type: ignore[assignment,arg-type,method-assign] # the same client
    assert application.test_client().get("/gar/readyz").get_json()["status"] == "ok"
    assert application.test_client().get("/livez").status_code == 404


@pytest.mark.parametrize("file", sorted(FILES.glob("*.service")), ids=lambda file: file.name)
def test_a_unit_runs_commands_that_exist(file: Path) -> None:
    """With options that they have."""
    text = file.read_text("utf-8")
    lines = re.findall(r"^Exec(?:Start|StartPre|Reload)=-?/\S+/garbridge (.*)$", text, re.MULTILINE)
    assert lines
    for line in lines:
        _parse(shlex.split(line))


@pytest.mark.parametrize("file", sorted(FILES.glob("*.service")), ids=lambda file: file.name)
def test_a_unit_reads_the_secrets_that_the_configuration_names(file: Path) -> None:
    """Each command reads all of it: without one of them it would not even start."""
    assert "EnvironmentFile=-/etc/garbridge/environment\n" in file.read_text("utf-8")


def test_units_may_write_where_their_page_puts_things() -> None:
    """Everything else is read-only to them (``ProtectSystem=strict``)."""
    shown = (FILES / "README.md").read_text("utf-8").partition("```toml\n")[2].partition("```")[0]
    said = tomllib.loads(shown)
    units = {file.stem: file.read_text("utf-8") for file in FILES.glob("*.service")}
    below = {name: {"/var/lib/garbridge"} for name in units}
    for name, text in units.items():
        below[name] |= set(re.findall(r"^ReadWritePaths=(.*)$", text, re.MULTILINE))
        assert re.search(r"^StateDirectory=garbridge$", text, re.MULTILINE)
    places = {
        "garbridge": said["database"].removeprefix("sqlite:///"),
        "garbridge-nightly": said["national"]["folder"],
        "garbridge-hourly": f"/etc/garbridge/{said['upstream']['metadata']}",
    }

    for unit, place in places.items():
        assert str(Path(place).parent) in below[unit], unit


_CLOSED = (
    "StateDirectoryMode=0700",
    "UMask=0077",
    "ProtectSystem=strict",
    "ProtectHome=true",
    "PrivateTmp=true",
    "PrivateDevices=true",
    "PrivateUsers=true",
    "RemoveIPC=true",
    "NoNewPrivileges=true",
    "CapabilityBoundingSet=",
    "RestrictSUIDSGID=true",
    "MemoryDenyWriteExecute=true",
    "LockPersonality=true",
    "ProtectProc=invisible",
    "ProcSubset=pid",
    "ProtectClock=true",
    "ProtectControlGroups=true",
    "ProtectHostname=true",
    "ProtectKernelLogs=true",
    "ProtectKernelModules=true",
    "ProtectKernelTunables=true",
    "RestrictNamespaces=true",
    "RestrictRealtime=true",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallErrorNumber=EPERM",
)
_MOST_EXPOSED = 15
"""Tenths of what systemd calls exposure, of a hundred: each service without care has 96."""


@pytest.mark.parametrize("file", sorted(FILES.glob("*.service")), ids=lambda file: file.name)
def test_a_unit_may_do_no_more_than_it_does(file: Path) -> None:
    """Each line was seen to let it serve, under systemd itself, which says what all are worth."""
    lines = file.read_text("utf-8").splitlines()
    analyze = require_command("systemd-analyze", "systemd")
    command = [analyze, "security", "--offline=true", f"--threshold={_MOST_EXPOSED}", "--no-pager"]
    judged = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)

    assert [line for line in _CLOSED if line not in lines] == []
    assert "SystemCallFilter=~@privileged @resources" in lines
    assert "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6" in lines
    assert judged.returncode == 0, judged.stdout[-200:]


def test_no_unit_prints_people_into_the_journal() -> None:
    """What waits for somebody names who it is about."""
    assert "StandardOutput=null\n" in (FILES / "garbridge-nightly.service").read_text("utf-8")


def test_a_database_that_is_away_is_waited_for() -> None:
    """However many starts that takes; a reload needs no program that a small system has not."""
    lines = (FILES / "garbridge.service").read_text("utf-8").splitlines()

    assert {"StartLimitIntervalSec=0", "Restart=on-failure", "RestartSec=5s"} <= set(lines)
    assert "ExecReload=/bin/sh -c 'kill -HUP $MAINPID'" in lines


def test_the_image_starts_a_command_that_exists() -> None:
    """Under a user that is not root."""
    text = (FILES / "Containerfile").read_text("utf-8")
    (line,) = re.findall(r'^CMD \["garbridge", (.*)\]$', text, re.MULTILINE)

    _parse([word.strip(' "') for word in line.split(",")])
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)


def test_the_image_has_what_its_configuration_may_name() -> None:
    """Extras that there are, `serve` and `metrics` among them; its probe asks no proxy."""
    text = (FILES / "Containerfile").read_text("utf-8")
    there = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (extras,) = re.findall(r"^ARG EXTRAS=(.*)$", text, re.MULTILINE)
    (probe,) = re.findall(r"^HEALTHCHECK CMD (.*)$", text, re.MULTILINE)

    assert {"serve", "metrics"} <= set(extras.split(","))
    assert set(extras.split(",")) <= set(there["project"]["optional-dependencies"])
    assert 'pip install --no-cache-dir --root-user-action ignore "garbridge[${EXTRAS}]' in text
    command, flag, code = json.loads(probe)
    assert (command, flag) == ("python", "-c")
    compile(code, "probe", "exec")
    assert "urllib" not in code


def _parse(words: list[str]) -> None:
    """Parse a command line of ours without running it."""
    command: click.Command = main
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, words
        command, words = found, words[1:]
    known = {option for one in command.params for option in one.opts}
    assert not [word for word in words if word.startswith("--") and word not in known]


@contextmanager
def _behind(folder: Path, ports: tuple[int, int]) -> Iterator[None]:
    """Serve the portal at one port, and nginx by the example's file at the other."""
    nginx = require_command("nginx", "nginx")
    new_keys(folder / "tls", name="ent.example", years=1, bits=2048)
    text = (FILES / "nginx.conf").read_text("utf-8")
    for known, here in {
        "127.0.0.1:8000": f"127.0.0.1:{ports[0]}",
        "listen 443": f"listen 127.0.0.1:{ports[1]}",
        "/etc/nginx/ent.example.crt": str(folder / "tls" / "saml.crt"),
        "/etc/nginx/ent.example.key": str(folder / "tls" / "saml.key"),
    }.items():
        assert known in text
        text = text.replace(known, here)
    before, inside = re.findall("```nginx\n(.*?)```", PAGE, re.DOTALL)
    for known, small in (("rate=50r/s", "rate=1r/m"), ("burst=1000", f"burst={BURST}")):
        assert known in before + inside
        before, inside = before.replace(known, small), inside.replace(known, small)
    text = before + text.replace("location /gar/ {", f"location /gar/ {{\n{inside}")
    temporary = "".join(
        f"{one}_temp_path {folder}/{one};\n"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{temporary}{text}\n}}\n",
        "utf-8",
    )
    server = make_server("127.0.0.1", ports[0], create_app(folder / "garbridge.toml", proxies=1))
    Thread(target=server.serve_forever, daemon=True).start()
    with subprocess.Popen([nginx, "-c", str(whole), "-e", f"{folder}/error.log"]) as process:
        try:
            yield
        finally:
            process.terminate()
            server.shutdown()


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_nginx_serves_it_by_tls_below_its_path(folder: Path) -> None:
    """The probe, the way in, a cookie for TLS alone; the host that a browser claims is nobody's."""
    ports = free_port(), free_port()
    with _behind(folder, ports):
        base = f"https://127.0.0.1:{ports[1]}/gar"
        browser = requests.Session()
        browser.verify, browser.trust_env = False, False  # its certificate is another host's
        browser.mount("https://", requests.adapters.HTTPAdapter(max_retries=_patiently()))
        alive = browser.get(f"{base}/livez", timeout=PATIENCE)
        asked = browser.get(
            f"{base}/mediacentre/connexion",
            headers={"X-Forwarded-Host": "evil.example", "Host": "evil.example"},
            timeout=PATIENCE,
            allow_redirects=False,
        )
        begun = [
            browser.get(f"{base}/{path}", timeout=PATIENCE, allow_redirects=False).status_code
            for path in ["cas/login", "saml/sso", "oidc/authorize", *["mediacentre/connexion"] * 2]
        ]
        others = [browser.get(f"{base}/livez", timeout=PATIENCE).status_code for _ in range(9)]

    assert alive.text == "ok\n"
    assert asked.status_code == 302
    assert 429 not in begun[:BURST]
    assert begun[BURST:] == [429] * (len(begun) - BURST)
    assert others == [200] * 9
    assert (
        "service=https%3A%2F%2Fent.example%2Fgar%2Fupstream%2Fcallback"
        in (asked.headers["Location"])
    )
    assert "evil" not in str(asked.headers)
    assert "Secure" in asked.headers["Set-Cookie"]
    assert asked.headers["Set-Cookie"].startswith("__Host-")


def _patiently() -> "requests.adapters.Retry":
    return requests.adapters.Retry(connect=50, backoff_factor=0.1, backoff_max=0.2)

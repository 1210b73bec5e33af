"""The command: it starts, says so, serves, and explains why when it does not."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from provider_stub.__main__ import main


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_it_says_when_it_is_ready_serves_and_ends(data_dir: Path) -> None:
    """One line on standard output, a page behind it, no query in the log, exit code 0."""
    port = free_port()
    command = [sys.executable, "-m", "provider_stub", "--port", str(port), "--data", str(data_dir)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        timer = threading.Timer(30, process.kill)
        timer.start()
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/ressources/labo?ticket=ST-secret")
            answer = connection.getresponse()
            answer.read()
            connection.close()
        finally:
            process.terminate()
            rest, errors = process.communicate()
            timer.cancel()

    assert ready == f"ready http://127.0.0.1:{port}/\n"
    assert rest == ""
    assert answer.status == 403
    assert "GET /ressources/labo 403" in errors
    assert "ST-secret" not in errors
    assert process.returncode == 0


def test_it_names_a_port_that_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever started two of them learns which port, and gets exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = main(["--port", str(port), "--data", str(tmp_path)])

    assert code == 1
    assert f"le port {port} de 127.0.0.1 est indisponible" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])  # noqa: S104 - addresses to refuse
def test_it_stays_on_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    """Listening to others takes a flag that says what it is."""
    code = main(["--host", host, "--data", str(tmp_path)])

    assert code == 2
    assert "--insecure-public" in capsys.readouterr().err


def test_it_names_every_mistake_of_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line per mistake, exit code 3."""
    file = tmp_path / "stub.toml"
    file.write_text('colour = "red"\nrequest_binding = "soap"\n')

    code = main(["--port", str(free_port()), "--data", str(tmp_path), "--config", str(file)])

    assert code == 3
    assert re.findall("provider-stub : (.*)", capsys.readouterr().err) == [
        "colour: unknown key",
        "request_binding: must be one of redirect, post",
    ]


def test_it_names_a_file_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing configuration file is a configuration mistake."""
    missing = tmp_path / "none.toml"

    code = main(["--port", str(free_port()), "--data", str(tmp_path), "--config", str(missing)])

    assert code == 3
    assert "none.toml" in capsys.readouterr().err


def test_it_prints_its_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    """The default file is the documentation of the format."""
    assert main(["--print-config"]) == 0
    assert "[[resources]]" in capsys.readouterr().out


def test_a_key_file_nobody_can_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A data folder that is a file cannot hold keys."""
    (tmp_path / "data").write_text("")

    code = main(["--port", str(free_port()), "--data", str(tmp_path / "data")])

    assert code == 3
    assert os.strerror(17) in capsys.readouterr().err

"""The tutorial runs as it stands: its files, its commands, its two programs and its clicks."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from tests.docs.how_to import FILE, Command, commands, hold
from tests.journeys.several_workers import free_port
from tests.journeys.visitor import Visitor

from garbridge.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial" / "first-portal.md").read_text("utf-8")
PORTAL, PROVIDER = "http://127.0.0.1:5000", "http://127.0.0.1:8801"
PROGRAM = re.compile(r"^(?:python -m provider_stub|flask) .*$", re.MULTILINE)


@contextmanager
def program(line: str, url: str, folder: Path) -> Iterator[None]:
    """Run what the page says to type, until it answers at *url* and the block ends."""
    name, *arguments = line.split()
    module = ["-m", name] if name != "python" else []
    with (
        (folder / f"{name}.log").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [sys.executable, *module, *arguments], cwd=folder, stdout=log, stderr=log
        ) as process,
    ):
        try:
            for _ in range(600):
                assert process.poll() is None, (folder / f"{name}.log").read_text("utf-8")
                try:
                    requests.get(url, timeout=10)
                    break
                except requests.ConnectionError:
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()


@pytest.mark.xdist_group("workers")
def test_the_tutorial_from_an_empty_folder_to_the_publisher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With other ports, for those of the page may be taken; nothing else is changed."""
    portal, provider = free_port(), free_port()
    page = PAGE.replace("127.0.0.1:5000", f"127.0.0.1:{portal}")
    page = page.replace("127.0.0.1:8801", f"127.0.0.1:{provider}")
    stub, flask = PROGRAM.findall(page)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    shown = dict(FILE.findall(page))
    shown["portal.py"] = re.findall(r"```py\n(.*?)```", page, re.DOTALL)[0]
    for name in ("portal.py", "garbridge.toml", "subscriptions.csv"):
        (tmp_path / name).write_text(shown[name], "utf-8")
    typed = list(commands(page))
    urls = f"http://127.0.0.1:{portal}", f"http://127.0.0.1:{provider}"
    with ExitStack() as running:
        running.enter_context(program(f"{stub} --port {provider}", urls[1], tmp_path))
        for command in typed[:-1]:
            type_in(command)
        running.enter_context(program(f"{flask} --port {portal}", f"{urls[0]}/livez", tmp_path))
        clicks_and_policy(urls, tmp_path, shown["release.toml"], typed[-1])


def clicks_and_policy(urls: tuple[str, str], folder: Path, release: str, explain: Command) -> None:
    """Click as the page says, widen the policy, click again."""
    zoe = Visitor(*urls)
    zoe.sign_in("demo-zoe", wanted="/mediacentre/")
    (link,) = zoe.tiles().values()
    opened = zoe.get(link)
    (first,) = zoe.received()
    assert opened.url.startswith(urls[1]), opened.text
    assert (len(str(first["subject"])), first["attributes"]) == (128, {})

    bruno = Visitor(*urls)
    bruno.sign_in("demo-bruno", wanted="/mediacentre/")
    assert bruno.tiles() == {}

    with (folder / "providers" / "essai.toml").open("a", encoding="utf-8") as file:
        file.write(release)
    time.sleep(1.5)  # files are looked at once a second
    type_in(explain)
    zoe.get(link)
    second = zoe.received()[-1]
    assert second["attributes"] == {"PRO": ["National_elv"]}
    assert second["subject"] == first["subject"]


def type_in(command: Command) -> None:
    """Run *command* in the present folder, and compare what it prints with the page."""
    hold(CliRunner().invoke(main, command.arguments), command)

"""Two machines over one PostgreSQL and Redis are restarted one after the other, under load."""

import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
import requests
from tests.debian import require_command
from tests.journeys.several_workers import (
    PEOPLE,
    ROOT,
    Portal,
    free_port,
    prepared_portal,
    started,
    wait_for_workers,
)
from tests.journeys.stub_at_work import ARKS, Provider, stub_at_work
from tests.stores.postgresql import running_postgresql
from tests.stores.redis_server import running_redis

pytestmark = pytest.mark.xdist_group("workers")

PAGE = (ROOT / "docs" / "how-to" / "several-machines.md").read_text("utf-8")
EXAMPLE = (ROOT / "examples" / "standalone" / "nginx.conf").read_text("utf-8")
ON_THE_PAGE = ("10.0.0.11:8000", "10.0.0.12:8000")
WORKERS = 2
AT_ONCE = 3
"""Browsers, each of which opens one resource after the other."""
PAUSE = 0.25
"""Seconds that somebody looks at what was opened: the machines start beside it on two cores."""
LEAST = 20
"""Launches without which the load was none."""


def _children(pid: int) -> set[str]:
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split())


def _until(condition: Callable[[], bool], what: str) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError(what)


@dataclass(slots=True)
class Machine:
    """One machine: gunicorn as ``garbridge serve`` starts it, with two workers here."""

    file: Path
    port: int
    log: Path
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        """Start it, and return when it may be sent people."""
        threads = ("--worker-class", "gthread", "--threads", "4")
        with self.log.open("ab") as log:
            self.process = started(self.file, self.port, *threads, log=log, workers=WORKERS)
        wait_for_workers(f"http://127.0.0.1:{self.port}/pid", self.process, WORKERS)
        ready = requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=60)
        assert ready.status_code == 200, ready.text

    def stop(self) -> None:
        """Let it end what it has begun."""
        self.process.terminate()
        assert self.process.wait(timeout=60) == 0, self.log.read_text("utf-8")

    def end(self) -> None:
        """Stop it where it is still there."""
        if self.process.poll() is None:
            self.stop()

    def reload(self) -> None:
        """Have new workers take the place of the old ones, as ``systemctl reload`` does."""
        before = _children(self.process.pid)
        self.process.send_signal(signal.SIGHUP)

        def renewed() -> bool:
            now = _children(self.process.pid)
            return len(now) == WORKERS and not now & before

        _until(renewed, "new workers")

    def workers(self) -> set[str]:
        """Return the processes that serve."""
        return _children(self.process.pid)


@dataclass(slots=True)
class Balancer:
    """nginx by the lines of the page and of the example."""

    program: str
    folder: Path
    port: int
    machines: tuple[Machine, ...]
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        """Start it with every machine."""
        self._write(())
        arguments = [self.program, "-c", str(self.folder / "nginx.conf")]
        self.process = subprocess.Popen([*arguments, "-e", str(self.folder / "error.log")])

    def without(self, *away: Machine) -> None:
        """Send nobody to those who are *away*; return once nobody is on the way to them."""
        before = _children(self.process.pid)
        self._write(away)
        self.process.send_signal(signal.SIGHUP)
        _until(lambda: not before & _children(self.process.pid), "the old processes of nginx")

    def _write(self, away: tuple[Machine, ...]) -> None:
        shown = re.findall(r"^```nginx\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        upstream = "".join(shown)
        for machine, address in zip(self.machines, ON_THE_PAGE, strict=True):
            assert f"server {address};" in upstream
            down = " down" if machine in away else ""
            upstream = upstream.replace(f"{address};", f"127.0.0.1:{machine.port}{down};")
        _, end, site = EXAMPLE.partition("\nserver {")
        site = re.sub(r"^ *ssl_.*\n", "", end + site, flags=re.MULTILINE)
        site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{self.port}")
        site = site.replace("location /gar/", "location /")
        temporary = "".join(
            f"{one}_temp_path {self.folder}/{one};\n"
            for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        # A browser asks again where an idle connection was closed; ours here does not.
        (self.folder / "nginx.conf").write_text(
            f"daemon off; pid {self.folder}/nginx.pid; worker_processes 2;\n"
            f"events {{}}\nhttp {{\nkeepalive_timeout 0;\n{temporary}{upstream}{site}\n}}\n",
            "utf-8",
        )


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that runs."""

    portal: Portal
    provider: Provider
    machines: tuple[Machine, ...]
    balancer: Balancer


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(name="site", scope="module")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two machines behind nginx."""
    program = require_command("nginx", "nginx")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    folder, front = tmp_path_factory.mktemp("portal"), tmp_path_factory.mktemp("front")
    with ExitStack() as stack:
        database = stack.enter_context(running_postgresql())
        redis = stack.enter_context(running_redis(tmp_path_factory.mktemp("redis")))
        settings, state = f'database = "{database}"', f'[state]\nredis = "{redis}"'
        file, runtime = prepared_portal(folder, url, *ARKS.values(), settings=settings, state=state)
        machines = tuple(
            Machine(file, free_port(), front / f"machine-{number}.log") for number in range(2)
        )
        # Registered before anything serves: a first click does not wait for the files to be read.
        portal = Portal(url, runtime)
        provider = stack.enter_context(stub_at_work(portal, tmp_path_factory.mktemp("stub")))
        for machine in machines:
            machine.start()
            stack.callback(machine.end)
        balancer = Balancer(program, front, port, machines)
        balancer.start()
        stack.enter_context(_ended(balancer.process))
        _until(lambda: _answers(url), "nginx")
        yield Site(portal, provider, machines, balancer)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/livez", timeout=60).ok
    except requests.ConnectionError:
        return False


@dataclass(slots=True)
class Load:
    """What browsers did until ``over``: whole launches by protocol, and what went wrong."""

    over: Event = field(default_factory=Event)
    done: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])

    def browse(self, site: Site, number: int) -> Counter[str]:
        """Sign in once, then open one resource after the other, by each protocol in turn."""
        visitor = site.portal.visitor(PEOPLE[number % len(PEOPLE)], there=site.provider.url)
        done: Counter[str] = Counter()
        while not self.over.is_set():
            for protocol, ark in ARKS.items():
                time.sleep(PAUSE)
                try:
                    page = visitor.get(site.portal.tile(ark))
                except requests.RequestException as broken:
                    self.wrong.append(f"{protocol}: {broken!r}")
                    continue
                if page.url.startswith(f"{site.provider.url}/recu/"):
                    done[protocol] += 1
                else:
                    self.wrong.append(
                        f"{protocol}: {page.status_code} {page.url} {page.text[:300]}"
                    )
        return done


@contextmanager
def _under_load(site: Site) -> Iterator[Load]:
    load = Load()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running: list[Future[Counter[str]]] = [
            pool.submit(load.browse, site, number) for number in range(AT_ONCE)
        ]
        try:
            yield load
        finally:
            load.over.set()
    for one in running:
        load.done += one.result()


def _recorded(site: Site) -> Counter[str]:
    return Counter(str(one.provider) for one in site.portal.launches())


def test_machines_are_restarted_one_after_the_other(site: Site) -> None:
    """By the steps of the page: each launch that began has ended, and is recorded once."""
    before, workers = _recorded(site), [one.workers() for one in site.machines]
    with _under_load(site) as load:
        for machine in site.machines:
            site.balancer.without(machine)
            machine.stop()
            machine.start()
            site.balancer.without()

    assert load.wrong == []
    assert load.done.total() >= LEAST
    assert _recorded(site) - before == load.done
    for machine, old in zip(site.machines, workers, strict=True):
        assert not machine.workers() & old


def test_machines_are_reloaded_in_place(site: Site) -> None:
    """No machine is taken out: a HUP at each, and nothing is lost."""
    before = _recorded(site)
    with _under_load(site) as load:
        for machine in site.machines:
            machine.reload()

    assert load.wrong == []
    assert _recorded(site) - before == load.done


def test_a_machine_that_is_gone_is_passed_over(site: Site) -> None:
    """Nobody took it out: who opens a page finds the other one."""
    site.machines[0].stop()
    try:
        visitor = site.portal.visitor(there=site.provider.url)
        opened = [visitor.get(site.portal.tile(ark)).url for ark in ARKS.values() for _ in range(2)]
    finally:
        site.machines[0].start()

    assert [one for one in opened if not one.startswith(f"{site.provider.url}/recu/")] == []

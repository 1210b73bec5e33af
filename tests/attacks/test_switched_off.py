"""What is switched off, or not one's own, opens on no path: a start without a request, CAS."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.journeys.one_process import SERVICE, URL, Site, site_at
from tests.wiring.inside import look_again
from tests.wiring.running import running

from garbridge.core.access import Refusal
from garbridge.services.launch import Launched, Stopped
from garbridge.testing.world import teacher

OFF = {
    "provider": ('name = "', 'enabled = false\nname = "', Refusal.PROVIDER_DISABLED),
    "resource": ('title = "', 'enabled = false\ntitle = "', Refusal.RESOURCE_DISABLED),
}
each_switch = pytest.mark.parametrize(("before", "after", "reason"), OFF.values(), ids=OFF)


def _switch(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


@each_switch
def test_s50_s51_a_start_without_a_request_opens_nothing_that_is_off(
    tmp_path: Path, before: str, after: str, reason: Refusal
) -> None:
    """Also where that start was agreed; before the switch the same address led in."""
    portal = running(tmp_path)
    assert isinstance(portal.launch(), Launched)

    _switch(tmp_path / "providers" / "parc.toml", before, after)
    look_again(portal.runtime.registry)
    stopped = portal.launch()

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused.reason is reason


def test_s51_a_start_without_a_request_passes_the_gate(tmp_path: Path) -> None:
    """Somebody for whom nothing was opened is refused, and that is recorded."""
    portal = running(tmp_path, person=teacher())

    stopped = portal.launch()

    assert isinstance(stopped, Stopped)
    (record,) = portal.runtime.journal.records(limit=9)
    assert record.refusal is stopped.decision.refused.reason


def _sent(site: Site) -> str:
    """Return where CAS sends somebody of whom a registered service asks."""
    answer = site.client.get(f"/cas/login?{urlencode({'service': SERVICE})}", base_url=URL)
    return answer.location or ""


@each_switch
def test_s50_cas_gives_no_ticket_for_what_is_off(
    tmp_path: Path, before: str, after: str, reason: Refusal
) -> None:
    """The click and the provider's own request alike."""
    site = site_at(tmp_path)
    assert "ticket=" in _sent(site)

    _switch(tmp_path / "providers" / "editeur.toml", before, after)
    look_again(site.runtime.registry)

    assert site.click().status_code == 403
    assert "ticket=" not in _sent(site)
    assert {one.refusal for one in site.runtime.journal.records(limit=2)} <= {reason, None}
    assert site.runtime.journal.records(limit=1)[0].refusal is reason

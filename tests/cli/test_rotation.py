"""``keys rotate`` from outside: people of purged launches, and providers that were taken out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from tests.services.school import PEOPLE
from tests.wiring.inside import portal_with, run_inside
from tests.wiring.portal_files import CAS, write_portal

from garbridge.core.departures import Notice, NoticeKind
from garbridge.core.identifiers import ProviderId
from garbridge.core.permissions import OPERATOR
from garbridge.testing.journal import RECORD
from garbridge.testing.world import ALICE, NOW
from garbridge.wiring import Runtime, build_runtime, naming_service

STUDIO, OLD = ProviderId("studio"), ProviderId("old")
WHY = ("--reason", "rotation 2027")
OF_OLD = ("--provider", OLD, *WHY)


@dataclass
class Portal:
    """A portal of two providers in a folder that holds both keys; a test turns its clock."""

    folder: Path
    now: datetime = NOW

    def runtime(self) -> Runtime:
        """Return it as a restart would make it."""
        return build_runtime(self.folder / "garbridge.toml", clock=lambda: self.now)

    def run(self, *arguments: str) -> Result:
        """Run a command after a restart."""
        return run_inside(self.runtime(), *arguments)

    def rotate(self, step: str, *arguments: str) -> Result:
        """Run a step."""
        return self.run("keys", "rotate", step, *arguments)

    def subject(self, provider: ProviderId = STUDIO) -> str:
        """Return under which identifier Alice is known."""
        return self.runtime().access.subject_at(provider, ALICE)

    def turn(self, provider: ProviderId) -> None:
        """Turn a provider that answers."""
        file, of = str(self.folder / f"{provider}-{self.now:%Y}.csv"), ("--provider", provider)
        assert self.rotate("tell", file, *of, *WHY).exit_code == 0
        assert self.rotate("acknowledge", *of, *WHY).exit_code == 0
        assert self.rotate("switch", *of, *WHY).exit_code == 0

    def follow(self, name: str) -> None:
        """Make the key that follows, and name it."""
        assert self.run("keys", "pairwise", str(self.folder / "keys" / name)).exit_code == 0
        file = self.folder / "garbridge.toml"
        named = f'[keys]\npairwise_next = "keys/{name}"'
        file.write_text(file.read_text("utf-8").replace("[keys]", named), "utf-8")

    def come_home(self, current: str, following: str) -> None:
        """Name the key that follows in place of the one at home."""
        file = self.folder / "garbridge.toml"
        text = file.read_text("utf-8").replace(f'pairwise_next = "keys/{following}"\n', "")
        file.write_text(text.replace(f'"keys/{current}"', f'"keys/{following}"'), "utf-8")

    def take_out(self) -> None:
        """Take the old provider out of the configuration."""
        (self.folder / "providers" / "old.toml").unlink()


@pytest.fixture(name="portal")
def _portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """Return a portal, in French, both of whose providers know Alice."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    write_portal(tmp_path)
    old = CAS.replace("videos", "old").replace("studio.example", "old.example")
    (tmp_path / "providers" / "old.toml").write_text(old, "utf-8")
    with portal_with(PEOPLE, tmp_path) as runtime:
        for number, provider in enumerate((STUDIO, OLD)):
            record = replace(RECORD, provider=provider, reference=f"AAAAAAA{number + 2}")
            runtime.journal.commit(record)
        portal = Portal(tmp_path)
        portal.follow("next.key")
        yield portal


def test_somebody_whose_launches_were_purged_is_told_about(portal: Portal) -> None:
    """The provider goes on to know them: a switch without them would make strangers."""
    portal.now += timedelta(days=370)
    assert portal.run("purge", "--apply").exit_code == 0
    assert portal.runtime().stores.trail.people(None) == frozenset()
    before = portal.subject()
    out = portal.folder / "studio.csv"

    status = json.loads(portal.rotate("status", "--json").stdout)
    told = portal.rotate("tell", str(out), "--provider", STUDIO, *WHY)
    forced = portal.rotate("switch", "--provider", STUDIO, *WHY, "--force")

    assert [one["untold"] for one in status] == [1, 1]
    assert told.stdout.startswith("1 paires écrites")
    assert forced.stdout == "studio : voit les nouveaux identifiants (forcé)\n"
    assert out.read_text("utf-8") == f"ancien;nouveau\n{before};{portal.subject()}\n"
    assert portal.subject() != before


def test_a_switch_past_somebody_of_a_purged_launch_is_no_clean_one(portal: Portal) -> None:
    """Whoever the provider came to know after it was told, and whose launch is gone."""
    bruno = replace(RECORD, person=PEOPLE[1].id, provider=STUDIO, reference="AAAAAAA9")
    portal.rotate("tell", str(portal.folder / "a.csv"), "--provider", STUDIO, *WHY)
    portal.rotate("acknowledge", "--provider", STUDIO, *WHY)
    portal.runtime().journal.commit(bruno)
    portal.now += timedelta(days=370)
    portal.run("purge", "--apply")

    refused = portal.rotate("switch", "--provider", STUDIO, *WHY)

    assert refused.exit_code == 5
    assert "connaît depuis d’autres personnes" in refused.stderr


def test_somebody_who_is_known_by_a_purged_launch_alone_can_be_revoked(portal: Portal) -> None:
    """At a provider that is not registered any more, too."""
    portal.now += timedelta(days=370)
    portal.run("purge", "--apply")
    portal.take_out()

    ended = naming_service(portal.runtime()).revoke(OPERATOR, ALICE, None, reason="publié")

    assert isinstance(ended, list)
    assert {one.sector for one in ended} == {STUDIO, OLD}
    assert portal.run("identifiers", "revoked", "--provider", OLD).stdout.count("\n") == 1
    assert portal.run("identifiers", "revoked", "--provider", "typo").exit_code == 2


@pytest.mark.parametrize("step", ["acknowledge", "roll-back", "switch"])
def test_a_provider_that_was_told_and_taken_out_goes_on(portal: Portal, step: str) -> None:
    """Its turn is stored; what nobody ever heard of is a mistyped name."""
    out = str(portal.folder / "old.csv")
    portal.rotate("tell", out, *OF_OLD)
    portal.take_out()
    forced = ("--force",) if step == "switch" else ()

    assert portal.rotate("tell", str(portal.folder / "again.csv"), *OF_OLD).exit_code == 2
    assert portal.rotate(step, "--provider", "typo", *WHY, *forced).exit_code == 2
    assert portal.rotate(step, *OF_OLD, *forced).exit_code == 0


def test_the_key_comes_home_without_a_provider_that_was_taken_out(portal: Portal) -> None:
    """Told and silent, or turned once and gone before the next turn: nobody is left to tell."""
    portal.rotate("tell", str(portal.folder / "old.csv"), *OF_OLD)
    portal.turn(STUDIO)
    portal.take_out()
    behind = portal.rotate("finish", *WHY)
    first = portal.rotate("switch", *OF_OLD, "--force")
    assert portal.rotate("finish", *WHY).exit_code == 0
    portal.come_home("pairwise.key", "next.key")

    portal.now += timedelta(days=300)
    portal.follow("third.key")
    portal.turn(STUDIO)
    still = portal.rotate("finish", *WHY)
    unforced = portal.rotate("switch", *OF_OLD)
    second = portal.rotate("switch", *OF_OLD, "--force")
    again = portal.rotate("switch", *OF_OLD, "--force")

    assert (behind.exit_code, still.exit_code, unforced.exit_code, again.exit_code) == (5,) * 4
    assert "old : ces éditeurs ne sont pas sur la nouvelle clé" in behind.stderr
    assert "old : ces éditeurs ne sont pas sur la nouvelle clé" in still.stderr
    assert first.stdout == second.stdout == "old : voit les nouveaux identifiants (forcé)\n"
    assert portal.rotate("finish", *WHY).exit_code == 0
    portal.come_home("next.key", "third.key")
    assert portal.subject(OLD) != portal.subject(STUDIO)


def test_a_registered_provider_is_never_switched_untold(portal: Portal) -> None:
    """``--force`` does without an acknowledgement, not without telling."""
    portal.turn(STUDIO)

    untold = portal.rotate("switch", *OF_OLD, "--force")

    assert untold.exit_code == 5
    assert "n’a pas été prévenu" in untold.stderr


def test_no_step_without_a_key_that_follows(portal: Portal) -> None:
    """The same answer everywhere."""
    file = portal.folder / "garbridge.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('pairwise_next = "keys/next.key"\n', ""), "utf-8")

    tell = portal.rotate("tell", str(portal.folder / "a.csv"), "--provider", STUDIO, *WHY)
    finish = portal.rotate("finish", *WHY)

    assert (tell.exit_code, finish.exit_code) == (5, 5)
    said = "aucune clé à venir : nommez-la dans [keys] pairwise_next et redémarrez\n"
    assert tell.stderr.endswith(f"studio : {said}")
    assert finish.stderr.endswith(said)


def test_the_feed_of_a_provider_that_was_taken_out_is_still_there(portal: Portal) -> None:
    """It was told that somebody left, and may still answer; a token wants a registered one."""
    told = Notice(
        provider=OLD,
        number=0,
        kind=NoticeKind.DEPARTURE,
        subject=portal.subject(OLD),
        on=NOW.date(),
        at=NOW,
    )
    portal.runtime().stores.departures.tell(told, ALICE)
    portal.take_out()
    of = ("--provider", OLD)

    exported = portal.run("departures", "export", "-", *of)
    token = portal.run("departures", "token", *of)
    answered = portal.run(
        "departures", "acknowledge", *of, "--identifier", told.subject, "--reason", "par courriel"
    )

    assert told.subject in exported.stdout
    assert answered.stdout == "1 suppression(s) notée(s)\n"
    assert token.exit_code == 2
    assert portal.run("departures", "export", "-", "--provider", "typo").exit_code == 2

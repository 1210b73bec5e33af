"""The trials: chosen by a browser, explained on a page, and in force for that browser alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from flask import Flask
from lxml import etree, html

from provider_stub.config import StubConfig, parse_config
from provider_stub.errors import ConfigError
from provider_stub.testing.visitor import Visitor
from provider_stub.trial_texts import TRIAL_TEXTS
from provider_stub.trials import Trial

_CERTIFICATE = ".//{http://www.w3.org/2000/09/xmldsig#}X509Certificate"


def choose(visitor: Visitor, trial: str) -> int:
    """Choose *trial* on the page; return the status."""
    visitor.client.get("/epreuves")
    return visitor.client.post("/epreuves", data={"epreuve": trial}).status_code


def test_every_trial_is_explained() -> None:
    """What we do, and what should be seen at the portal: a sentence each, at least."""
    assert TRIAL_TEXTS.keys() == set(Trial)
    for text in TRIAL_TEXTS.values():
        assert text.does.endswith(".")
        assert text.expected.endswith(".")


def test_the_page_offers_all_of_them(visitor: Visitor) -> None:
    """One choice each, and the one in force is chosen."""
    assert choose(visitor, "slow") == 303
    page = html.fromstring(visitor.client.get("/epreuves").text)

    inputs = page.xpath("//input[@type='radio']")
    assert [one.get("value") for one in inputs] == list(Trial)
    assert [one.get("value") for one in inputs if one.get("checked") is not None] == ["slow"]
    banner = html.fromstring(visitor.client.get("/").text).xpath("//aside")[1].text_content()
    assert " ".join(banner.split()) == "Épreuve en cours : Lente. En changer"


def test_a_choice_that_is_none_is_refused(visitor: Visitor) -> None:
    """And a form of another site chooses nothing."""
    assert choose(visitor, "everything") == 400
    sent = visitor.client.post(
        "/epreuves", data={"epreuve": "down"}, headers={"Origin": "https://evil.example"}
    )
    assert sent.status_code == 403
    assert visitor.arrive().status_code == 303


def test_it_concerns_one_browser(visitor: Visitor, stranger: Visitor) -> None:
    """Somebody else at the same stub sees nothing of it."""
    choose(visitor, "down")

    assert visitor.client.get("/ressources/atlas").status_code == 503
    assert stranger.arrive().status_code == 303
    choose(visitor, "none")
    assert visitor.arrive().status_code == 303


@pytest.mark.parametrize(("trial", "ahead"), [("clock_ahead", 600), ("clock_behind", -600)])
def test_the_clock_drifts_both_ways(visitor: Visitor, trial: str, ahead: int) -> None:
    """The request is dated by it, and the answer is judged by it."""
    choose(visitor, trial)
    asked = visitor.open()
    refused = visitor.post(
        visitor.idp.response(visitor.answer(asked), sign="assertion"), asked.relay_state
    )

    assert refused.status_code == 403
    assert "EF-SAML-09" in refused.text
    moment = datetime.strptime(asked.issued, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs((moment - datetime.now(UTC)).total_seconds() - ahead) < 30


def test_a_lost_cookie_answers_no_request(visitor: Visitor) -> None:
    """As if another browser came back."""
    choose(visitor, "lost_cookie")
    refused = visitor.arrive()

    assert refused.status_code == 403
    assert "EF-SAML-07" in refused.text
    assert visitor.received() == []


def test_a_slow_stub_waits(
    make_app: Callable[[StubConfig], Flask], config: StubConfig, visitor: Visitor
) -> None:
    """As long as it is told, where a message comes."""
    app = make_app(replace(config, trial=Trial.SLOW, slow_seconds=0.2))
    slow = Visitor(app.test_client(), config, visitor.idp)
    before = datetime.now(UTC)

    assert slow.arrive().status_code == 303
    assert (datetime.now(UTC) - before).total_seconds() > 0.2


def test_a_replay_leaves_with_the_same_request(visitor: Visitor) -> None:
    """The second opening asks the portal what the first one asked."""
    choose(visitor, "replay")

    assert visitor.open() == visitor.open()
    choose(visitor, "none")
    assert visitor.open() != visitor.open()


def test_one_attribute_more_is_asked_for(visitor: Visitor) -> None:
    """By the list of another service."""
    choose(visitor, "one_more")

    assert visitor.open().consuming_service == "1"


def test_two_tabs_arrive_in_any_order(visitor: Visitor) -> None:
    """Each leaves by a link of its own, with a request of its own."""
    choose(visitor, "second_tab")
    page = html.fromstring(visitor.client.get("/ressources/atlas").text)
    links = [str(link.get("href")) for link in page.xpath("//main//a[@target='_blank']")]
    asked = [visitor.open(link.removeprefix("/ressources/")) for link in links]

    for one in reversed(asked):
        answer = visitor.idp.response(visitor.answer(one), sign="assertion")
        assert visitor.post(answer, one.relay_state).status_code == 303
    assert len(asked) == 2


def test_the_certificate_that_ended_is_for_everybody(visitor: Visitor, stranger: Visitor) -> None:
    """The same key under an ended certificate, until whoever chose it chooses something else."""

    def published() -> x509.Certificate:
        text = etree.fromstring(stranger.client.get("/saml/metadata").data).findtext(_CERTIFICATE)
        pem = f"-----BEGIN CERTIFICATE-----\n{(text or '').strip()}\n-----END CERTIFICATE-----"
        return x509.load_pem_x509_certificate(pem.encode())

    good = published()
    choose(visitor, "certificate_ended")
    ended = published()

    assert ended.not_valid_after_utc < datetime.now(UTC) < good.not_valid_after_utc
    assert ended.public_key() == good.public_key()
    choose(visitor, "none")
    assert published() == good


def test_a_trial_can_stand_in_the_file(visitor: Visitor) -> None:
    """For every browser that chose nothing; what is none stops the start."""
    config = parse_config(
        'trial = "lost_cookie"\nslow_seconds = 3',
        data_dir=visitor.config.data_dir,
        portal="http://127.0.0.1:1",
    )

    assert (config.trial, config.slow_seconds) == (Trial.LOST_COOKIE, 3)
    with pytest.raises(ConfigError, match="trial: must be one of"):
        parse_config(
            'trial = "tout"', data_dir=visitor.config.data_dir, portal="http://127.0.0.1:1"
        )
    with pytest.raises(ConfigError, match="slow_seconds"):
        replace(config, slow_seconds=61)

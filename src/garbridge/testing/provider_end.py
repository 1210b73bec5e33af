"""A provider at the other end of a portal's integration, for the portal's own tests.

It speaks CAS 3 to the portal under test through the portal's own test client, as a browser and a
provider's server would, and listens on a real port for what the portal tells it by itself.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from flask import Flask
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response
from werkzeug.test import Client, TestResponse

from garbridge.config import read_config
from garbridge.core.entitlements import LicenceKind, Licences, Opening, Population, Subscription
from garbridge.core.identifiers import SubscriptionId, parse_resource_id, parse_school_id
from garbridge.core.people import Profile, Public
from garbridge.web.bridge import bridges_of
from garbridge.wiring import new_keys, open_engine, system_clock, upgrade_database

ISSUER: Final = "http://localhost"
"""Where test clients of Flask believe to be."""
RESOURCE: Final = "ark:/99999/essai"
_CAS: Final = "{http://www.yale.edu/tp/cas}"
_STEPS: Final = 10
_PORTAL: Final = f"""tenant = "T1"
issuer = "{ISSUER}"
insecure_loopback = true
[keys]
signing = "keys/saml.key"
certificate = "keys/saml.crt"
pairwise = "keys/pairwise.key"
[privacy]
legal_act = "essai"
controller = {{ name = "essai", contact = "essai" }}
processor = {{ name = "essai", contact = "essai" }}
officer = {{ name = "essai", contact = "essai" }}
"""
_PROVIDER: Final = """name = "Éditeur d’essai"
[cas]
single_logout = true
[[resources]]
ark = "{resource}"
title = "Ressource d’essai"
url = "{url}"
"""
_RELEASE: Final = """[[release]]
attribute = "{attribute}"
purpose = "essai"
profiles = [{profiles}]
validated_by = "essai"
validated_on = 2026-01-01
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What the provider received of somebody."""

    subject: str
    attributes: Mapping[str, tuple[str, ...]]
    ticket: str


class NotArrivedError(AssertionError):
    """Nobody arrived: ``answer`` is the portal's last one, such as its page of a refusal."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        where = answer.headers.get("Location", answer.request.path)
        super().__init__(f"{answer.status} at {where}\n{answer.get_data(as_text=True)[:2000]}")


@dataclass(frozen=True, slots=True)
class ProviderEnd:
    """A provider of one resource, which a portal under test knows from its files.

    ``logouts`` are the tickets whose sessions the portal told it to end, in that order.
    """

    config: Path
    url: str
    logouts: list[str] = field(default_factory=list[str])

    def release(self, *attributes: str, profiles: tuple[str, ...] = ("elv", "ens")) -> None:
        """Let the provider learn *attributes*, GAR's names; without this it learns none.

        The portal sees it within a second, or at its start.
        """
        named = ", ".join(f'"{one}"' for one in profiles)
        added = "".join(_RELEASE.format(attribute=one, profiles=named) for one in attributes)
        file = self.config.parent / "providers" / "essai.toml"
        file.write_text(file.read_text("utf-8") + added, "utf-8")

    def open_to(self, app: Flask, *, school: str, profile: str = "elv") -> None:
        """Let everybody of *profile* at *school* open the resource, from yesterday to tomorrow.

        Args:
            app: The portal, with garbridge on it.
            school: A school (UAI) of the portal's directory.
            profile: A national profile, such as ``elv`` or ``ens``.
        """
        now, at = system_clock(), parse_school_id(school)
        bought = Subscription(
            id=SubscriptionId(f"essai-{school}"),
            resource=parse_resource_id(RESOURCE),
            school=at,
            kind=LicenceKind.ETABL,
            publics=frozenset(Public),
            starts=now - timedelta(days=1),
            ends=now + timedelta(days=1),
            licences=Licences(overall=None),
        )
        opened = Opening(
            subscription=bought.id,
            resource=bought.resource,
            school=at,
            population=Population(profile=Profile(profile)),
        )
        (bridge,) = bridges_of(app).values()
        bridge.runtime.writer.write(subscriptions=[bought], openings=[opened])

    def click(self, client: Client, *, prefix: str = "") -> Arrival:
        """Open the resource in *client*, a browser in which somebody signed in.

        Args:
            client: A test client of the portal.
            prefix: The one garbridge is mounted under, if there is one.

        Raises:
            NotArrivedError: the portal refuses, or wants somebody to sign in.
        """
        answer = client.get(f"{prefix}/mediacentre/ouvrir/?{urlencode({'ark': RESOURCE})}")
        for _ in range(_STEPS):
            if not answer.location:
                break
            there = urljoin(f"{ISSUER}{answer.request.path}", answer.location)
            ticket = parse_qs(urlsplit(there).query).get("ticket")
            if there.startswith(self.url) and ticket:
                return self._redeem(client, ticket[0], prefix)
            if there.startswith(self.url):  # a provider sends whoever it does not know to sign in
                there = f"{ISSUER}{prefix}/cas/login?{urlencode({'service': self.url})}"
            elif not there.startswith(f"{ISSUER}/"):
                break
            parts = urlsplit(there)
            answer = client.get(f"{parts.path}?{parts.query}")
        raise NotArrivedError(answer)

    def _redeem(self, client: Client, ticket: str, prefix: str) -> Arrival:
        """Ask the portal about *ticket*, as the provider's server does: without a cookie."""
        server = Client(client.application, TestResponse)
        query = urlencode({"service": self.url, "ticket": ticket})
        answer = server.get(f"{prefix}/cas/p3/serviceValidate?{query}")
        success = ET.fromstring(answer.data).find(f"{_CAS}authenticationSuccess")  # noqa: S314 - the portal's own answer, under test
        if success is None:
            raise NotArrivedError(answer)
        attributes: dict[str, tuple[str, ...]] = {}
        for one in success.iterfind(f"{_CAS}attributes/*"):
            name = one.tag.removeprefix(_CAS)
            attributes[name] = (*attributes.get(name, ()), one.text or "")
        subject = success.findtext(f"{_CAS}user", "")
        return Arrival(subject=subject, attributes=attributes, ticket=ticket)

    def told(self, request: Request) -> Response:
        """Take a ``logoutRequest`` (CAS 3.0, 2.3.3), as the portal posts it."""
        message = ET.fromstring(request.form["logoutRequest"])  # noqa: S314 - likewise
        self.logouts.append(next(text for text in message.itertext() if text.startswith("ST-")))
        return Response(status=200)


def provider_end(folder: Path, server: HTTPServer) -> ProviderEnd:
    """Write the files of a portal to *folder*, which is not there yet; return its one provider."""
    keys = folder / "keys"
    new_keys(keys, name="essai", years=1, bits=2048)
    (folder / "providers").mkdir()
    config = folder / "garbridge.toml"
    config.write_text(_PORTAL, "utf-8")
    end = ProviderEnd(config, server.url_for("/essai"))
    server.expect_request("/essai", method="POST").respond_with_handler(end.told)
    text = _PROVIDER.format(resource=RESOURCE, url=end.url)
    (folder / "providers" / "essai.toml").write_text(text, "utf-8")
    upgrade_database(open_engine(read_config(config).database))
    return end

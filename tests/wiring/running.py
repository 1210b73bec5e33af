"""A portal that runs from its files: a SAML provider, and a pupil who may open its resource."""

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from lxml import etree
from tests.stores.migrated import new_database
from tests.wiring.portal_files import METADATA, NOW, write_portal

from garbridge.config import read_config
from garbridge.core.entitlements import LicenceKind, Licences, Opening, Population, Subscription
from garbridge.core.identifiers import ResourceId, SubscriptionId
from garbridge.core.people import Person, Profile, Public
from garbridge.ports import AutoPostForm, SessionId, WireRequest
from garbridge.services.launch import Launched, Reauthenticate, SignedIn, Stopped
from garbridge.services.resolving import ChooseSchool
from garbridge.stores.memory import MemoryDirectory
from garbridge.testing.world import ALICE, LYCEE, YEAR_ENDS, YEAR_STARTS, pupil
from garbridge.wiring import Runtime, build_runtime

ATLAS = ResourceId("ark:/12345/atlas")
SP = "https://sp.example/metadata"
WHO = SignedIn(ALICE, SessionId("session"))
BOUGHT = Subscription(
    id=SubscriptionId("atlas"),
    resource=ATLAS,
    school=LYCEE.id,
    kind=LicenceKind.ETABL,
    publics=frozenset(Public),
    starts=YEAR_STARTS,
    ends=YEAR_ENDS,
    licences=Licences(overall=None),
)
OPENED = Opening(
    subscription=BOUGHT.id,
    resource=ATLAS,
    school=LYCEE.id,
    population=Population(profile=Profile.PUPIL),
)
_PROVIDER = """name = "Parc"
[[resources]]
ark = "ark:/12345/atlas"
title = "Atlas"
url = "https://sp.example/atlas"
{release}
[saml]
metadata = "parc.xml"
idp_initiated = true
{saml}
"""
_RELEASE = """[[release]]
attribute = "{}"
purpose = "essai"
profiles = ["elv"]
validated_by = "DPO"
validated_on = 2026-08-20
"""


@dataclass(slots=True)
class Clock:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@dataclass(slots=True)
class Running:
    """A running portal and its clock."""

    runtime: Runtime
    clock: Clock = field(default_factory=Clock)

    def launch(self) -> Launched | Stopped | ChooseSchool | Reauthenticate:
        """Let the pupil open the resource as the provider's own link does."""
        query = urlencode({"providerId": SP, "target": "https://sp.example/atlas"})
        request = WireRequest("GET", "https://ent.example/saml/sso", query)
        return self.runtime.launches.launch(self.runtime.front["saml"], request, WHO)

    def answer(self) -> etree._Element:
        """Return the SAML Response of a launch that is granted."""
        outcome = self.launch()
        if not isinstance(outcome, Launched) or not isinstance(outcome.response, AutoPostForm):
            raise TypeError(outcome)
        return etree.fromstring(b64decode(outcome.response.fields["SAMLResponse"]))


def ending(until: datetime) -> str:
    """Return the metadata of a provider that ends at *until*."""
    return METADATA.replace("entityID=", f'validUntil="{until:%Y-%m-%dT%H:%M:%SZ}" entityID=')


def write_saml_provider(
    folder: Path, saml: str = "", *, release: Iterable[str] = (), metadata: str = METADATA
) -> None:
    """Write the SAML provider ``parc``; *saml* is added to its section."""
    text = _PROVIDER.format(saml=saml, release="".join(map(_RELEASE.format, release)))
    (folder / "parc.toml").write_text(text, encoding="utf-8")
    (folder / "parc.xml").write_text(metadata, encoding="utf-8")


def running(
    folder: Path,
    saml: str = "",
    *,
    release: Iterable[str] = (),
    metadata: str = METADATA,
    portal: str = "",
    person: Person | None = None,
) -> Running:
    """Write a portal to *folder*, with *portal* at the end of its file, and start it."""
    file = write_portal(folder)
    file.write_text(file.read_text("utf-8") + portal, "utf-8")
    config = read_config(file)
    write_saml_provider(config.providers, saml, release=release, metadata=metadata)
    new_database(config.database)
    clock = Clock()
    people = MemoryDirectory([LYCEE], [person or pupil()])
    runtime = build_runtime(config, directory=people, clock=clock)
    runtime.writer.write(subscriptions=[BOUGHT], openings=[OPENED])
    return Running(runtime, clock)

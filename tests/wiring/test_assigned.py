"""An assignment holds at the next click and the next page; its withdrawal too."""

from pathlib import Path
from secrets import token_hex

from flask import Flask
from tests.wiring.running import ATLAS, BOUGHT, Running, running

from garbridge.core.access import Refusal
from garbridge.core.entitlements import Population
from garbridge.core.operations import OperationKind
from garbridge.core.people import Profile
from garbridge.core.permissions import OPERATOR
from garbridge.services.assigning import Applied
from garbridge.services.launch import Launched, Stopped
from garbridge.services.planning import Preview
from garbridge.services.selecting import Request
from garbridge.testing.world import ALICE, LYCEE
from garbridge.web import GarBridge


def act(portal: Running, kind: OperationKind) -> None:
    """Let the pupils in, or shut them out."""
    request = Request(
        kind=kind,
        schools=(LYCEE.id,),
        resources=(ATLAS,),
        populations=(Population(profile=Profile.PUPIL),),
    )
    service = portal.runtime.assigning
    preview = service.preview(OPERATOR, request)
    assert isinstance(preview, Preview)
    assert isinstance(service.apply(OPERATOR, request, preview.token), Applied)


def test_the_launch_reads_what_was_assigned(tmp_path: Path) -> None:
    """Granted, refused, granted again, without a restart."""
    portal = running(tmp_path)
    assert isinstance(portal.launch(), Launched)

    act(portal, OperationKind.WITHDRAW)
    stopped = portal.launch()
    act(portal, OperationKind.ASSIGN)

    assert isinstance(stopped, Stopped)
    assert stopped.decision.refused.reason is Refusal.NOT_ASSIGNED
    assert isinstance(portal.launch(), Launched)
    assert BOUGHT.id in portal.runtime.assigning.ledger.names(LYCEE.id)


def test_the_next_page_shows_it(tmp_path: Path) -> None:
    """The médiacentre lists it at the person's next load, and no longer after a withdrawal."""
    portal = running(tmp_path)
    app = Flask(__name__)
    app.secret_key = token_hex()
    GarBridge(lambda: ALICE, runtime=portal.runtime).init_app(app)
    client = app.test_client()

    def listed() -> bool:
        return "Atlas" in client.get("/mediacentre/").get_data(as_text=True)

    assert listed()
    act(portal, OperationKind.WITHDRAW)
    assert not listed()
    act(portal, OperationKind.ASSIGN)
    assert listed()

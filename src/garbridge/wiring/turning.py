"""The service that turns the school year."""

from garbridge.ports import TokenSource
from garbridge.services.access import AccessService
from garbridge.services.checking import CheckingService
from garbridge.services.ruling import RuleService
from garbridge.services.turning import YearService
from garbridge.services.year_desk import YearDesk
from garbridge.wiring.stores import Stores


def year_service(
    access: AccessService,
    kept: Stores,
    checking: CheckingService,
    rules: RuleService,
    tokens: TokenSource,
) -> YearService:
    """Return it: with the permissions of *checking*, and *rules* to be served after a switch."""
    return YearService(
        desk=YearDesk(
            years=kept.years,
            ledger=kept.ledger,
            directory=access.directory,
            catalogue=access.catalogue,
            transaction=kept.transaction,
            permissions=checking.permissions,
            zone=checking.zone,
            clock=access.clock,
            tokens=tokens,
        ),
        checking=checking,
        serve=lambda school, actor: rules.serving.serve(school, actor=actor),
    )

"""The options of ``garbridge provider add`` that belong to one protocol, taken together."""

from collections.abc import Callable
from functools import wraps

import click

from garbridge.config.oidc import Authentication, Dialect
from garbridge.wiring import NewOidc


def oidc_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options of a client of OpenID Connect, as the one argument ``oidc``."""

    @click.option("--oidc-redirect-uri", "redirect_uris", metavar="URL", multiple=True)
    @click.option(
        "--oidc-authentication",
        "authentication",
        type=click.Choice([one.value for one in Authentication]),
        default=Authentication.BASIC.value,
    )
    @click.option("--oidc-jwks", "jwks", metavar="FILE", default="")
    @click.option(
        "--oidc-dialect",
        "dialect",
        type=click.Choice([one.value for one in Dialect]),
        default=Dialect.STANDARD.value,
    )
    @wraps(command)
    def collected(
        *,
        redirect_uris: tuple[str, ...],
        authentication: str,
        jwks: str,
        dialect: str,
        **more: object,
    ) -> None:
        command(oidc=_client(redirect_uris, authentication, jwks, dialect), **more)

    return collected


def _client(uris: tuple[str, ...], authentication: str, jwks: str, dialect: str) -> NewOidc | None:
    if not uris:
        return None
    return NewOidc(
        redirect_uris=uris,
        authentication=Authentication(authentication),
        jwks=jwks,
        dialect=Dialect(dialect),
    )

"""The options of ``garbridge provider add`` that belong to one protocol, taken together."""

from collections.abc import Callable
from functools import wraps

import click

from garbridge.config.oidc import Authentication, Dialect
from garbridge.core.anonymity import Level
from garbridge.wiring import NewLti, NewOidc


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


def lti_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* the options of a tool of LTI 1.3, as the one argument ``lti``."""

    @click.option("--lti-login", "login", metavar="URL", default="")
    @click.option("--lti-redirect-uri", "launches", metavar="URL", multiple=True)
    @click.option(
        "--lti-level",
        "level",
        type=click.Choice([one.value for one in Level]),
        default=Level.PSEUDONYM.value,
    )
    @click.option("--lti-target", "targets", metavar="URL", multiple=True)
    @click.option("--lti-deep-linking", "deep_linking", metavar="URL", default="")
    @click.option("--lti-jwks", "tool_keys", metavar="FILE|URL", default="")
    @wraps(command)
    def collected(
        *,
        login: str,
        launches: tuple[str, ...],
        level: str,
        targets: tuple[str, ...],
        deep_linking: str,
        tool_keys: str,
        **more: object,
    ) -> None:
        tool = NewLti(
            initiate_login_url=login,
            redirect_uris=launches,
            level=Level(level),
            targets=targets,
            deep_linking=deep_linking,
            jwks=tool_keys,
        )
        command(lti=tool if login else None, **more)

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

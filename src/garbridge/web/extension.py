"""The Flask extension: mounts garbridge on a portal and changes nothing else of it."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Protocol, TypeVar, runtime_checkable

from flask import Blueprint, Flask, Response, current_app
from markupsafe import Markup

from garbridge.config import Config
from garbridge.core.identifiers import parse_person_id, parse_school_id
from garbridge.core.schools import parse_function
from garbridge.errors import ConfigError, GarbridgeError
from garbridge.ports import AccountFinder, Confirmation, Directory, Notifier
from garbridge.services.permitting import CONFIRM_ABOVE
from garbridge.web.autonome import ANYTHING, AnythingConverter, autonome_routes, take_every_method
from garbridge.web.bridge import (
    AuthenticationLoader,
    Bridge,
    IdentityLoader,
    SessionEnder,
    bridges_of,
    current_bridge,
)
from garbridge.web.commands import portal_commands
from garbridge.web.failures import answer_error
from garbridge.web.identity import visitor
from garbridge.web.in_templates import mediacentre_here
from garbridge.web.outgoing import keep_static
from garbridge.web.routes import ROUTES, WITH_PROOF, Routes
from garbridge.web.settings import Settings, read_settings
from garbridge.web.settling import settling_class
from garbridge.web.signals import Observer, observe
from garbridge.web.upstream import UPSTREAM_ROUTES
from garbridge.web.upstream_mount import BOTH, let_sign_in, upstream_settings
from garbridge.wiring import Runtime, build_runtime, listing_service, machine_service

Loader = TypeVar("Loader", bound=IdentityLoader)
Ender = TypeVar("Ender", bound=SessionEnder)
InstantLoader = TypeVar("InstantLoader", bound=AuthenticationLoader)


@runtime_checkable
class _CsrfProtection(Protocol):
    """What is needed of Flask-WTF's ``CSRFProtect``, which need not be installed."""

    def exempt(self, view: Callable[..., Response]) -> object:
        """Leave *view* to its own proof."""
        ...


class GarBridge:
    """Mounts garbridge on a Flask application.

    ::

        gb = GarBridge(config=Path("garbridge.toml"))

        @gb.identity_loader
        def who() -> str | None:
            return current_user.id if current_user.is_authenticated else None

        gb.init_app(app)

    One object may serve several applications; two objects, such as two tenants, one application.

    Args:
        identity_loader: The portal's own answer to "who is signed in?"; it may be set later.
        runtime: A wired runtime; without it ``init_app`` builds one for each application.
        config: What to build it from: a configuration, or the path of ``garbridge.toml``.
        directory: The portal's own people instead of garbridge's tables.
        confirmation: Asked before somebody assigns or withdraws for many people at once, with who
            and what: whether they have just proved again who they are.  Without it nothing is
            asked; with a *runtime* it is that runtime's own.
        confirm_above: How many people one act may concern without being confirmed.
        accounts: Whom of the directory the upstream means, where names differ; as above.
        notifier: How the portal tells somebody of an arrival or a departure; without it what is to
            be told is kept to be listed.  With a *runtime* it is that runtime's own.
        name: The blueprint's name, and the key in ``app.extensions["garbridge"]``.
    """

    extra_routes: ClassVar[Routes] = ()
    """What a subclass serves beside."""

    def __init__(  # noqa: PLR0913  # what a portal may bring
        self,
        identity_loader: IdentityLoader | None = None,
        *,
        runtime: Runtime | None = None,
        config: Config | Path | None = None,
        directory: Directory | None = None,
        confirmation: Confirmation | None = None,
        confirm_above: int = CONFIRM_ABOVE,
        notifier: Notifier | None = None,
        accounts: AccountFinder | None = None,
        name: str = "garbridge",
    ) -> None:
        self._identity_loader = identity_loader
        self._authentication_loader: AuthenticationLoader | None = None
        self._session_ender: SessionEnder | None = None
        self._observers: list[Observer] = []
        self._runtime = runtime
        self._config = config
        self._directory = directory
        self._confirmation = confirmation
        self._confirm_above = confirm_above
        self._notifier = notifier
        self._accounts = accounts
        self._has_upstream = False
        self.name = name

    def identity_loader(self, loader: Loader) -> Loader:
        """Use *loader* to learn who is signed in; it returns an identifier, or ``None``.

        It is asked once in each request and must look at the server side only.
        """
        if self._has_upstream:
            raise ConfigError([BOTH.format("identity_loader")])
        self._identity_loader = loader
        return loader

    def authentication_loader(self, loader: InstantLoader) -> InstantLoader:
        """Use *loader* to learn when who is signed in last proved it; set it before ``init_app``.

        It returns an instant with its time zone, or ``None`` where that is not known.  Providers
        that ask for it learn the instant; those that want a new proof are served only with this
        and ``GARBRIDGE_PROOF_VIEW``.
        """
        self._authentication_loader = loader
        return loader

    def session_ender(self, ender: Ender) -> Ender:
        """Use *ender* to end the portal's own session, such as ``logout_user`` of Flask-Login.

        It is called within the request of a logout that began at garbridge or at a provider; set
        it before ``init_app``.  Without it such a logout closes what it can and says that the
        portal's session goes on.
        """
        self._session_ender = ender
        return ender

    def on_incident(self, observer: Observer) -> Observer:
        """Tell *observer* of each refusal and error that is shown; set it before ``init_app``.

        It is told the code, the reference and the resource, never who it was; if it fails, nobody
        at the browser sees anything of it.  Launches are signals: :mod:`garbridge.web.signals`.
        """
        self._observers.append(observer)
        return observer

    def init_app(self, app: Flask, url_prefix: str = "") -> None:
        """Mount on *app* below *url_prefix*.

        The ``issuer`` in ``garbridge.toml`` is the public address of this mount, prefix included.
        With Flask-WTF, call this after ``CSRFProtect.init_app``.

        Raises:
            RuntimeError: the name or the prefix is taken in *app*.
            ConfigError: with every problem of ``app.config`` and of the configuration.
        """
        prefix = url_prefix.rstrip("/")
        bridges = bridges_of(app)
        if self.name in bridges or self.name in app.blueprints:
            raise RuntimeError(f"{self.name!r} is already attached to this application")
        if any(other.prefix == prefix for other in bridges.values()):
            raise RuntimeError(f"another garbridge is mounted at {prefix or '/'!r}")
        settings = read_settings(app.config)
        runtime = self._runtime or build_runtime(
            self._config,
            directory=self._directory,
            confirmation=self._confirmation,
            confirm_above=self._confirm_above,
            notifier=self._notifier,
            accounts=self._accounts,
        )
        if runtime.upstream is not None:
            settings = self._let_sign_in(settings)
        bridge = bridges[self.name] = Bridge(
            name=self.name,
            prefix=prefix,
            runtime=runtime,
            settings=settings,
            identity=self._identity,
            authentication=self._authentication_loader,
            session_ender=self._session_ender,
            answers=settling_class(app.response_class),
            machines=machine_service(runtime),
            listing=listing_service(runtime) if runtime.config.autonome else None,
        )
        routes = (*self.extra_routes, *ROUTES)
        if runtime.upstream is not None:
            let_sign_in(bridge)
            routes += UPSTREAM_ROUTES
        if runtime.config.autonome is not None:
            routes += autonome_routes(runtime.config.autonome.prefix)
        _mount(app, self.name, routes, prefix)
        for observer in self._observers:
            observe(app, self.name, observer)
        app.cli.add_command(portal_commands(self.name, runtime))
        protection = app.extensions.get("csrf")
        if isinstance(protection, _CsrfProtection):
            for _, view, methods in routes:
                if "POST" in methods and view.__name__ in WITH_PROOF:
                    protection.exempt(view)

    def person(self) -> str | None:
        """Return who is signed in, for the portal's own pages; within a request.

        Raises:
            GarbridgeError: nobody can say.
        """
        return visitor(self._bridge())

    def mediacentre(self, limit: int | None = None, lang: str | None = None) -> Markup:
        """Return the médiacentre, *limit* resources of it, for templates of the portal's own."""
        return mediacentre_here(self.name, limit=limit, lang=lang)

    def offers(self, function: str, school: str) -> bool:
        """Say whether *function* is in service at *school*, for the portal's own pages.

        Such as the ``widget`` on its front page: ``[schools]`` of ``garbridge.toml`` switches it.

        Raises:
            ValueRefusedError: there is no such function, or *school* can be no UAI.
        """
        named, book = parse_function(function), self._bridge().runtime.schools()
        return book.offers(named, parse_school_id(school))

    def end_session(self, person: str) -> bool:
        """End every session of *person* and tell the providers that can be told without a browser.

        Within an application context; the portal's own session, where it signs people in itself,
        is the portal's to end.  Returns whether everything that was open is closed.

        Raises:
            ValueRefusedError: *person* can be nobody's identifier.
            StoreError: not everything could be ended.
        """
        runtime = self._bridge().runtime
        who, now = parse_person_id(person), runtime.clock()
        if runtime.upstream is not None:
            runtime.upstream.arrivals.end_person(who, now=now)
        return runtime.logout.begin(who, None, now=now).is_closed

    def _bridge(self) -> Bridge:
        return bridges_of(current_app)[self.name]

    def _let_sign_in(self, settings: Settings) -> Settings:
        """Return *settings* with the pages on which an upstream signs people in.

        Raises:
            ConfigError: the portal says that it does so itself.
        """
        given = {
            "identity_loader": self._identity_loader,
            "authentication_loader": self._authentication_loader,
        }
        self._has_upstream = True
        return upstream_settings(self.name, settings, given)

    def _identity(self) -> str | None:
        if self._identity_loader is None:
            raise ConfigError(["no identity_loader: garbridge cannot know who is signed in"])
        return self._identity_loader()


def _mount(app: Flask, name: str, routes: Routes, prefix: str) -> None:
    app.url_map.converters[ANYTHING] = AnythingConverter
    app.register_blueprint(_blueprint(name, routes), url_prefix=prefix or None)
    take_every_method(app, name)


def _blueprint(name: str, routes: Routes) -> Blueprint:
    blueprint = _Mount(
        name,
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/mediacentre/static",
    )
    for rule, view, methods in routes:
        blueprint.add_url_rule(
            rule,
            view_func=view,
            methods=methods,
            provide_automatic_options=False,
            strict_slashes=False,  # else a redirect would repeat the Host header
        )
    blueprint.register_error_handler(GarbridgeError, answer_error)
    return blueprint


class _Mount(Blueprint):
    """Our addresses.  What concerns the static ones is not a hook, which every launch would run."""

    def send_static_file(self, filename: str) -> Response:
        """Return the file as Flask does, to be kept as long as its content is the same."""
        return keep_static(current_bridge(), super().send_static_file(filename))

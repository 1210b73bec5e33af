"""django-cas-server as a portal runs it, with the people of Django's own tables."""

import os
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path


def configure(folder: Path) -> None:
    """Say what the server is; its database is in *folder*."""
    settings.configure(
        SECRET_KEY="made up, of the tests alone",  # noqa: S106 - made up
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        USE_TZ=True,
        STATIC_URL="/static/",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            *("django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes"),
            *("django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles"),
            "cas_server",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "cas.sqlite"),
                "OPTIONS": {"timeout": 20},
            }
        },
        CAS_NEW_VERSION_HTML_WARNING=False,
        CAS_SHOW_SERVICE_MESSAGES=False,
        CAS_REDIRECT_TO_LOGIN_AFTER_LOGOUT=False,
    )
    django.setup()
    settings.ROOT_URLCONF = (path("", include("cas_server.urls", namespace="cas_server")),)


def application() -> Any:  # noqa: ANN401 - Django is untyped here
    """Return the server, whose one service is the portal and whose people have one password."""
    folder = Path(os.environ["CAS_FOLDER"])
    configure(folder)
    call_command("migrate", verbosity=0, interactive=False)
    _fill(os.environ["CAS_SERVICE"], os.environ["CAS_BACK"], os.environ["CAS_PASSWORD"])
    return get_wsgi_application()


def _fill(service: str, back: str, password: str) -> None:
    """Register the portal as a service whose logouts are told, and people to sign in."""
    users, patterns = _models()
    for name in ("alice", "basile", "personne"):
        users.objects.create_user(name, password=password)
    portal = patterns.objects.create(
        name="portail", pattern=f"^{service}$", restrict_users=False, single_log_out=True
    )
    for name in ("email",):
        portal.attributs.create(name=name)
    patterns.objects.create(name="retour", pattern=f"^{back}$", restrict_users=False, pos=101)


def _models() -> tuple[Any, Any]:
    apps = django.apps.apps
    return apps.get_model("auth", "User"), apps.get_model("cas_server", "ServicePattern")

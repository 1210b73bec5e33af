"""The portal's settings; an operator overrides them as ``PORTAIL_NAME=value``."""

from datetime import timedelta

SECRET_KEY = "only for development"  # noqa: S105 - an operator sets PORTAIL_SECRET_KEY
SQLALCHEMY_DATABASE_URI = "sqlite:///portail.sqlite"

SESSION_COOKIE_NAME = "portail_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
PERMANENT_SESSION_LIFETIME = timedelta(hours=8)

DISPLAY_COOKIE_NAME = "portail_affichage"
PASSWORD_METHOD = "scrypt"  # noqa: S105 - the name of a method
NEWS_PER_PAGE = 20
MENU = (
    ("Actualités", "news.home"),
    ("Mes classes", "classes.own"),
    ("Médiacentre", "garbridge.mediacentre"),
)

GARBRIDGE_LOGIN_VIEW = "auth.sign_in"
GARBRIDGE_BASE_TEMPLATE = "base.html"
GARBRIDGE_FRAME_ANCESTORS = "'none'"  # what X-Frame-Options says of the portal's own pages

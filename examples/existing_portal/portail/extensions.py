"""The extensions, each one object that :func:`create_app` binds, and the types they lack."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask_login import (  # type: ignore[import-untyped]  # Flask-Login ships no types
    LoginManager,
)
from flask_login import current_user as _current_user
from flask_migrate import Migrate  # type: ignore[import-untyped]  # nor does Flask-Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]  # nor does Flask-WTF
from garbridge.web import without_garbridge_tables
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from examples.existing_portal.portail.models import Account


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can drop it again on any database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate(compare_type=True, render_as_batch=True, include_object=without_garbridge_tables)
csrf = CSRFProtect()
login_manager = LoginManager()
login_manager.login_view = "auth.sign_in"
login_manager.login_message = "Connectez-vous pour continuer."
login_manager.session_protection = "strong"

if TYPE_CHECKING:
    Model = Base  # what `db.Model` is to a type checker
else:
    Model = db.Model


def utc_now() -> datetime:
    """Return the time as every column of the portal holds it: UTC, without a time zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class Dated:
    """A row that knows when it was last changed (UTC)."""

    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, index=True)


current_user = cast("Account", _current_user)
"""Who is signed in; an anonymous visitor has ``is_authenticated`` and nothing else."""

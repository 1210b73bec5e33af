"""Schools, classes and accounts."""

from datetime import date, datetime
from enum import StrEnum

from flask_login import UserMixin  # type: ignore[import-untyped]  # Flask-Login ships no types
from sqlalchemy import Column, Enum, ForeignKey, String, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash

from examples.existing_portal.portail.extensions import Dated, Model, db, utc_now


class Role(StrEnum):
    """What an account may do in the portal, whatever the school."""

    PUPIL = "élève"
    TEACHER = "professeur"
    STAFF = "personnel"
    ADMIN = "admin"


class Duty(StrEnum):
    """What somebody who neither learns nor teaches does at a school (*fonction*)."""

    HEAD = "direction"
    SCHOOL_LIFE = "vie scolaire"
    LIBRARY = "documentation"
    OFFICE = "secrétariat"
    LOCAL_AUTHORITY = "agent de la collectivité"


def _words(closed: type[StrEnum]) -> Enum:
    return Enum(
        closed, native_enum=False, length=30, values_callable=lambda kind: [m.value for m in kind]
    )


def _link(name: str, left: str, right: str) -> Table:
    return Table(
        name,
        db.metadatas[None],
        *(
            Column(
                f"{table.removesuffix('s')}_id",
                ForeignKey(f"{table}.id", ondelete="CASCADE"),
                primary_key=True,
            )
            for table in (left, right)
        ),
    )


affiliation_classes = _link("affiliation_classes", "affiliations", "classrooms")
affiliation_groups = _link("affiliation_groups", "affiliations", "teaching_groups")
affiliation_subjects = _link("affiliation_subjects", "affiliations", "subjects")
group_classes = _link("group_classes", "teaching_groups", "classrooms")


class School(Dated, Model):
    """A school of the district."""

    __tablename__ = "schools"

    uai: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    town: Mapped[str] = mapped_column(String(80))
    primary: Mapped[bool] = mapped_column(default=False)


class Subject(Dated, Model):
    """A subject that is taught (*matière*), with the State's code."""

    __tablename__ = "subjects"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    label: Mapped[str] = mapped_column(String(80))


class Classroom(Dated, Model):
    """A class (*division*); ``mef`` is the State's code of its level, ``mefstat`` a short one."""

    __tablename__ = "classrooms"
    __table_args__ = (UniqueConstraint("uai", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uai: Mapped[str] = mapped_column(ForeignKey("schools.uai"))
    code: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(80))
    mef: Mapped[str] = mapped_column(String(11), default="")
    mef_label: Mapped[str] = mapped_column(String(80), default="")
    mefstat: Mapped[str] = mapped_column(String(4), default="")

    school: Mapped[School] = relationship()
    affiliations: Mapped[list["Affiliation"]] = relationship(
        secondary=affiliation_classes, back_populates="classes", viewonly=True
    )


class TeachingGroup(Dated, Model):
    """A group that draws pupils from one class or several (*groupe*)."""

    __tablename__ = "teaching_groups"
    __table_args__ = (UniqueConstraint("uai", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uai: Mapped[str] = mapped_column(ForeignKey("schools.uai"))
    code: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(80))

    school: Mapped[School] = relationship()
    classes: Mapped[list[Classroom]] = relationship(secondary=group_classes)


class Account(Dated, UserMixin, Model):  # type: ignore[misc]  # Flask-Login ships no types
    """Somebody who may sign in.

    ``reference`` names the person towards other programs: it never changes and is never given
    to somebody else.  Accounts are closed, not deleted.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(36), unique=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    role: Mapped[Role] = mapped_column(_words(Role))
    civility: Mapped[str] = mapped_column(String(4), default="")
    given_name: Mapped[str] = mapped_column(String(60))
    family_name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(120))
    closed_at: Mapped[datetime | None]

    affiliations: Mapped[list["Affiliation"]] = relationship(
        back_populates="account",
        order_by="Affiliation.uai",
        cascade="all, delete-orphan",
    )

    @property
    def is_active(self) -> bool:
        """Say whether the account is open; Flask-Login signs in no other."""
        return self.closed_at is None

    @property
    def full_name(self) -> str:
        """Return given name and family name."""
        return f"{self.given_name} {self.family_name}"

    def set_password(self, password: str, method: str) -> None:
        """Keep the hash of *password*."""
        self.password_hash = generate_password_hash(password, method)

    def has_password(self, password: str) -> bool:
        """Say whether *password* is this account's."""
        return check_password_hash(self.password_hash, password)


class Affiliation(Dated, Model):
    """An account's place at a school (*rattachement*).

    ``first_day`` and ``last_day`` are both inclusive, in the school's own time; ``None`` is
    without limit.  ``duty`` is set for staff, and for a teacher who has another one there.
    """

    __tablename__ = "affiliations"
    __table_args__ = (UniqueConstraint("account_id", "uai"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    uai: Mapped[str] = mapped_column(ForeignKey("schools.uai"), index=True)
    duty: Mapped[Duty | None] = mapped_column(_words(Duty))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]

    account: Mapped[Account] = relationship(back_populates="affiliations")
    school: Mapped[School] = relationship()
    classes: Mapped[list[Classroom]] = relationship(
        secondary=affiliation_classes, back_populates="affiliations", order_by=Classroom.code
    )
    groups: Mapped[list[TeachingGroup]] = relationship(
        secondary=affiliation_groups, order_by=TeachingGroup.code
    )
    subjects: Mapped[list[Subject]] = relationship(
        secondary=affiliation_subjects, order_by=Subject.code
    )


class News(Dated, Model):
    """A piece of news for one school."""

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(primary_key=True)
    uai: Mapped[str] = mapped_column(ForeignKey("schools.uai"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(String(4000))
    published_at: Mapped[datetime] = mapped_column(default=utc_now)

    school: Mapped[School] = relationship()
    author: Mapped[Account] = relationship()


def _date_changes(session: Session, *_: object) -> None:
    """Date rows whose links change too, and an account with its places at schools.

    The office sorts accounts by that date to see who arrived, left or changed class.
    """
    for row in (*session.new, *session.dirty, *session.deleted):
        if not (row in session.deleted or session.is_modified(row)):
            continue
        row.updated_at = utc_now()
        account = row.account if isinstance(row, Affiliation) else None
        if account is not None:
            account.updated_at = utc_now()


event.listen(db.session, "before_flush", _date_changes)

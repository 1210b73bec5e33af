"""``flask sample``: two schools and the people in them, to try the portal with."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

import click
from flask import Flask, current_app

from examples.existing_portal.portail.extensions import db
from examples.existing_portal.portail.models import (
    Account,
    Affiliation,
    Classroom,
    Duty,
    News,
    Role,
    School,
    Subject,
    TeachingGroup,
)

PASSWORD = "portail"  # noqa: S105 - the sample's people have one password
COLLEGE = "0990011K"
LYCEE = "0990012L"


def init_app(app: Flask) -> None:
    """Add the command to *app*."""
    app.cli.add_command(sample)


@click.command("sample", help="Remplit une base vide de deux établissements d’essai.")
def sample() -> None:
    """Fill an empty database."""
    fill()
    click.echo(f"Mot de passe de tous les comptes : {PASSWORD}")


def fill() -> None:
    """Add the schools, their classes and their people, and commit."""
    db.session.add_all(
        [
            School(uai=COLLEGE, name="Collège Olympe-de-Gouges", town="Valombre"),
            School(uai=LYCEE, name="Lycée Évariste-Galois", town="Valombre"),
        ]
    )
    maths = Subject(code="061300", label="Mathématiques")
    sciences = Subject(code="062900", label="Sciences de la vie et de la Terre")
    cinquieme = Classroom(
        uai=COLLEGE,
        code="5A",
        label="Cinquième A",
        mef="10110001110",
        mef_label="5EME",
        mefstat="2112",
    )
    quatrieme = Classroom(
        uai=COLLEGE,
        code="4B",
        label="Quatrième B",
        mef="10210001110",
        mef_label="4EME",
        mefstat="2113",
    )
    seconde = Classroom(
        uai=LYCEE,
        code="2DE3",
        label="Seconde 3",
        mef="20010018110",
        mef_label="2DE GENERALE ET TECHNOLOGIQUE",
        mefstat="2211",
    )
    choir = TeachingGroup(
        uai=COLLEGE, code="CHORALE", label="Chorale", classes=[cinquieme, quatrieme]
    )
    year = {"first_day": date(2026, 9, 1), "last_day": date(2027, 7, 3)}
    people = [
        _account("admin", Role.ADMIN, "Nadia", "Benali"),
        _account(
            "ines.moreau",
            Role.PUPIL,
            "Inès",
            "Moreau",
            Affiliation(uai=COLLEGE, classes=[cinquieme], groups=[choir], **year),
        ),
        _account(
            "tom.lefevre",
            Role.PUPIL,
            "Tom",
            "Lefèvre",
            Affiliation(uai=LYCEE, classes=[seconde], **year),
        ),
        _account(
            "claire.besson",
            Role.TEACHER,
            "Claire",
            "Besson",
            Affiliation(
                uai=COLLEGE, classes=[cinquieme, quatrieme], groups=[choir], subjects=[maths]
            ),
            Affiliation(
                uai=LYCEE, classes=[seconde], subjects=[maths], first_day=date(2026, 11, 2)
            ),
        ),
        _account(
            "paul.girard",
            Role.TEACHER,
            "Paul",
            "Girard",
            Affiliation(
                uai=COLLEGE, classes=[quatrieme], subjects=[sciences], last_day=date(2026, 10, 16)
            ),
            Affiliation(uai=LYCEE, duty=Duty.HEAD, first_day=date(2026, 10, 17)),
        ),
        _account(
            "sofia.martins",
            Role.STAFF,
            "Sofia",
            "Martins",
            Affiliation(uai=COLLEGE, duty=Duty.SCHOOL_LIFE),
        ),
        _account(
            "luc.fontaine",
            Role.STAFF,
            "Luc",
            "Fontaine",
            Affiliation(uai=LYCEE, duty=Duty.LIBRARY),
        ),
    ]
    db.session.add_all([*people, cinquieme, quatrieme, seconde])
    db.session.add(
        News(
            uai=COLLEGE,
            author=people[3],
            title="Sortie au planétarium",
            body="Les cinquièmes partent jeudi à 9 h.",
        )
    )
    db.session.commit()


def _account(
    login: str, role: Role, given_name: str, family_name: str, *affiliations: Affiliation
) -> Account:
    account = Account(
        reference=str(uuid5(NAMESPACE_URL, f"https://portail.example/{login}")),
        login=login,
        role=role,
        given_name=given_name,
        family_name=family_name,
        email=None if role is Role.PUPIL else f"{login}@portail.example",
        affiliations=list(affiliations),
    )
    account.set_password(PASSWORD, current_app.config["PASSWORD_METHOD"])
    return account

"""The forms; Flask-WTF adds the token of each."""

from flask_wtf import FlaskForm  # type: ignore[import-untyped]  # Flask-WTF ships no types
from wtforms import (  # type: ignore[import-untyped]  # nor does WTForms
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (  # type: ignore[import-untyped]  # nor does WTForms
    InputRequired,
    Length,
)


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Login and password."""

    login = StringField("Identifiant", [InputRequired(), Length(max=60)])
    password = PasswordField("Mot de passe", [InputRequired(), Length(max=200)])


class NewsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A piece of news; the choices are the schools of its author."""

    uai = SelectField("Établissement", [InputRequired()])
    title = StringField("Titre", [InputRequired(), Length(max=120)])
    body = TextAreaField("Texte", [InputRequired(), Length(max=4000)])


class DisplayForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """How pages look."""

    display = SelectField(
        "Affichage",
        choices=[SelectChoice("clair", "Clair"), SelectChoice("contraste", "Contrasté")],
    )

"""News of a person's schools, and the person's own page."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import SelectChoice  # type: ignore[import-untyped]  # WTForms ships no types

from examples.existing_portal.portail.auth import allowed
from examples.existing_portal.portail.extensions import current_user, db
from examples.existing_portal.portail.forms import DisplayForm, NewsForm
from examples.existing_portal.portail.models import News, Role, School

bp = Blueprint("news", __name__)
AUTHORS = (Role.TEACHER, Role.STAFF, Role.ADMIN)


@bp.get("/")
@allowed()
def home() -> ResponseReturnValue:
    """Show the latest news."""
    latest = (
        select(News)
        .where(News.uai.in_(_own_schools()))
        .order_by(News.published_at.desc(), News.id.desc())
        .limit(current_app.config["NEWS_PER_PAGE"])
    )
    return render_template("accueil.html", news=db.session.scalars(latest).all())


@bp.get("/actualites/<int:number>")
@allowed()
def show(number: int) -> ResponseReturnValue:
    """Show one piece of news; another school's does not exist."""
    news = db.session.get(News, number)
    if news is None or news.uai not in _own_schools():
        abort(404)
    return render_template("actualite.html", news=news)


@bp.route("/actualites/publier", methods=["GET", "POST"])
@allowed(*AUTHORS)
def publish() -> ResponseReturnValue:
    """Show the form, or publish."""
    form = NewsForm()
    schools = select(School).where(School.uai.in_(_own_schools())).order_by(School.uai)
    form.uai.choices = [
        SelectChoice(school.uai, school.name) for school in db.session.scalars(schools)
    ]
    if not form.validate_on_submit():
        return render_template("publier.html", form=form), 400 if form.is_submitted() else 200
    news = News(uai=form.uai.data, author=current_user, title=form.title.data, body=form.body.data)
    db.session.add(news)
    db.session.commit()
    flash("L’actualité est publiée.")
    return redirect(url_for("news.show", number=news.id), 303)


@bp.route("/compte", methods=["GET", "POST"])
@allowed()
def account() -> ResponseReturnValue:
    """Show who is signed in, or keep how pages shall look in a cookie."""
    form = DisplayForm()
    if not form.validate_on_submit():
        return render_template("compte.html", form=form), 400 if form.is_submitted() else 200
    answer = redirect(url_for("news.account"), 303)
    answer.set_cookie(
        current_app.config["DISPLAY_COOKIE_NAME"],
        form.display.data,
        max_age=365 * 24 * 3600,
        samesite="Lax",
    )
    return answer


def _own_schools() -> list[str]:
    if current_user.role is Role.ADMIN:
        return list(db.session.scalars(select(School.uai)))
    return [affiliation.uai for affiliation in current_user.affiliations]

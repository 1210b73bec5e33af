"""Writes ``.demo/``: keys, configuration, the generated district, and its real import.

Everything goes through what a portal's administrator uses: the ``garbridge`` command.
"""

import shutil
import urllib.request
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from examples.demo.last_year import open_for_a_year
from examples.demo.portal import new_session_key

from garbridge.cli import main as command

HERE = Path(__file__).resolve().parent
TENANT = "Z9"


def prepare(folder: Path, *, portal: str, provider: str) -> None:
    """Make *folder* anew for a portal and a provider at these addresses.

    What the provider keeps there stays: it is running already.
    """
    for name in ("district", "keys", "providers", "national", "vignettes"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in folder.glob("garbridge.sqlite*"):
        file.unlink()
    _garbridge(folder, "keys", "new", str(folder / "keys"), "--name", "Portail de démonstration")
    session_key = folder / "keys" / "session.key"
    session_key.touch(mode=0o600)  # before there is anything in it to read
    session_key.write_text(new_session_key(), encoding="ascii")
    addresses = {"portal": portal, "provider": provider, "tenant": TENANT}
    _fill(HERE / "garbridge.toml", folder / "garbridge.toml", addresses)
    (folder / "providers").mkdir()
    for template in (HERE / "providers").glob("*.toml"):
        _fill(template, folder / "providers" / template.name, addresses)
    _fetch(f"{provider}/saml/metadata", folder / "providers" / "editions-fictives.xml")
    secret = folder / "providers" / "atelier-fictif.secret"
    secret.touch(mode=0o600)
    secret.write_bytes((folder / "stub" / "oidc-client.secret").read_bytes())
    _garbridge(folder, "demo-data", str(folder / "district"), "--tenant", TENANT)
    _garbridge(folder, "db", "upgrade")
    shutil.copytree(HERE / "vignettes", folder / "vignettes")
    _garbridge(folder, "vignettes", "refresh")
    # The export of the day before (a folder), then that of today: somebody left in between.
    archive = next((folder / "district").glob("*.tar.gz"))
    _garbridge(folder, "directory", "import", str(folder / "district" / "veille"))
    _garbridge(folder, "directory", "import", str(archive))
    # What has ended since was given while it ran.
    district = folder / "district"
    _garbridge(folder, "subscriptions", "load", str(district / "subscriptions-before.csv"))
    _garbridge(folder, "assignments", "load", str(district / "assignments.csv"))
    _garbridge(folder, "subscriptions", "load", str(district / "subscriptions.csv"))
    # The title of the publisher that speaks OpenID Connect.
    _garbridge(folder, "subscriptions", "load", str(HERE / "frise-abonnements.csv"))
    _garbridge(folder, "assignments", "load", str(HERE / "frise-affectations.csv"))
    # The tool of the publisher that speaks LTI.
    _garbridge(folder, "subscriptions", "load", str(HERE / "quiz-abonnements.csv"))
    _garbridge(folder, "assignments", "load", str(HERE / "quiz-affectations.csv"))
    # A resource that every school has and whose provider nobody has registered yet.
    _garbridge(folder, "subscriptions", "load", str(HERE / "nouveaute-abonnements.csv"))
    _garbridge(folder, "assignments", "load", str(HERE / "nouveaute-affectations.csv"))
    # What was opened in the school year before, counted and published, for one school.
    opened = open_for_a_year(folder / "garbridge.toml")
    _garbridge(folder, "stats", "roll-up")
    _garbridge(folder, "stats", "publish", "--school", opened.school, "--period", opened.period)


def join_the_gar(folder: Path, *, gar: str, lists: str) -> None:
    """Let the portal of *folder* speak with a fake GAR, and take its catalogue over."""
    _fetch(f"{gar}/metadata", folder / "gar.xml")
    _fetch(f"{gar}/console/metadata", folder / "gar-console.xml")
    addresses = {"gar": gar, "lists": lists, "access": urlsplit(gar).netloc}
    said = Template((HERE / "gar.toml").read_text(encoding="utf-8")).substitute(addresses)
    with (folder / "garbridge.toml").open("a", encoding="utf-8") as file:
        file.write(said)
    _garbridge(folder, "offer", "import")


def _fetch(url: str, target: Path) -> None:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
        target.write_bytes(answer.read())


def _fill(template: Path, target: Path, addresses: dict[str, str]) -> None:
    text = Template(template.read_text(encoding="utf-8")).substitute(addresses)
    target.write_text(text, encoding="utf-8")


def _garbridge(folder: Path, *arguments: str) -> None:
    """Run the command, in this process: it would spend most of its time starting."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        command.main(
            ["--config", str(folder / "garbridge.toml"), *arguments],
            prog_name="garbridge",
            standalone_mode=False,
        )

"""Start the fake GAR: ``python -m provider_stub.gar --portal http://127.0.0.1:8800``.

::

    PORT      where resources are opened, and the console    (gar_access)
    PORT + 1  the lists, and the catalogue for everybody      (gar_lists)

The control of an export is ``python -m provider_stub.gar_control``.  Everybody is listed the same
few resources, whoever asks is let in, and this machine alone may ask: it is no GAR.
"""

import argparse
import logging
import signal
import sys
import urllib.request
from collections.abc import Sequence

from werkzeug.serving import WSGIRequestHandler, make_server

from provider_stub.gar_access import GarAccess, create_gar
from provider_stub.gar_entries import Entry, public_entry
from provider_stub.gar_lists import GarLists, serve_lists

_HOST = "127.0.0.1"
_SIREN = "378901946_0000000000000000"
LISTED: dict[str, Entry] = {
    "gar-hist-6": {
        "nomRessource": "Histoire-géographie 6e, manuel national fictif",
        "niveauEducatif": [{"uri": "", "nom": "6e"}],
        "domaineEnseignement": [{"uri": "", "nom": "Histoire-géographie"}],
    },
    "gar-svt": {
        "nomRessource": "Sciences de la vie et de la Terre, banque nationale fictive",
        "typePresentation": {"code": "MUL", "nom": "ressources multimédias"},
        "domaineEnseignement": [{"uri": "", "nom": "SVT"}],
    },
    "gar-dico": {
        "nomRessource": "Dictionnaire national fictif",
        "typePresentation": {"code": "MUL", "nom": "ressources multimédias"},
        "domaineEnseignement": [{"uri": "", "nom": "Français"}],
    },
}
"""What everybody is listed, by the end of its ARK."""
_SUBJECTS = ("Anglais", "Français", "Histoire-géographie", "Mathématiques", "Musique", "SVT")
_LEVELS = ("6e", "5e", "4e", "3e", "2de", "1re", "Tle")
_PUBLISHERS = ("Éditions du Phare", "Éditions nationales", "Presses du Ponant")


class _Handler(WSGIRequestHandler):
    """Write nothing of what was asked: it may hold a message about somebody."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write the path alone."""
        path = self.path.partition("?")[0]
        logging.getLogger("provider_stub").info("%s %s %s %s", self.command, path, code, size)


def catalogue(both: Sequence[str] = ()) -> list[Entry]:
    """Return a catalogue for everybody; *both* are ARKs that the portal gives too."""
    listed = [
        public_entry(name, nomRessource=said["nomRessource"]) for name, said in LISTED.items()
    ]
    more = [
        public_entry(
            f"cat-{number}-{place}",
            nomRessource=f"{subject} {level}, ressource fictive",
            nomEditeur=_PUBLISHERS[(number + place) % len(_PUBLISHERS)],
            distributeursCom=[
                {"distributeurCom": _SIREN, "nomDistributeurCom": f"Librairie fictive {place % 3}"}
            ],
            diffusable=bool((number + place) % 9),
        )
        for number, subject in enumerate(_SUBJECTS)
        for place, level in enumerate(_LEVELS)
    ]
    doubled = [
        public_entry("", idRessource=ark, nomRessource=_title(ark, title))
        for ark, _, title in (one.partition("=") for one in both)
    ]
    return [*listed, *more, *doubled]


def _title(ark: str, title: str) -> str:
    return title or f"{ark} (GAR)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both until they are ended; return the exit code: 0 ended, 1 a port is taken."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    base = f"http://{_HOST}:{options.port}"

    def metadata() -> bytes:
        with urllib.request.urlopen(f"{options.portal}/saml/metadata", timeout=10) as answer:  # noqa: S310 - the address that was given
            octets: bytes = answer.read()
            return octets

    doubles = {ark: title for ark, _, title in (one.partition("=") for one in options.both)}
    lists = GarLists(
        access=f"{base}/domaineGar",
        entries=(*LISTED, *doubles),
        described={
            **LISTED,
            **{ark: {"nomRessource": _title(ark, title)} for ark, title in doubles.items()},
        },
        public=catalogue(options.both),
    )
    try:
        server = make_server(
            _HOST,
            options.port,
            create_gar(GarAccess(base, metadata, logout=options.logout)),
            threaded=True,
            request_handler=_Handler,
        )
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with serve_lists(lists, host=_HOST, port=options.port + 1) as url:
            sys.stdout.write(f"ready {base}/ {url}/\n")
            sys.stdout.flush()
            server.serve_forever()
    except OSError as taken:
        sys.stderr.write(f"faux GAR : le port {options.port} ou le suivant est pris ({taken})\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m provider_stub.gar",
        description="Faux GAR : listes, accès et console, pour essayer le mode national.",
    )
    add = parser.add_argument
    add("--port", type=int, default=8802, help="port de l'accès ; les listes sont au suivant")
    add("--portal", default="http://127.0.0.1:8800", help="adresse du portail")
    add("--logout", action="store_true", help="prend part à la déconnexion unique (SAML)")
    add(
        "--both",
        action="append",
        default=[],
        metavar="ARK[=TITRE]",
        help="ressource que le portail donne aussi, pour voir un double",
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())

"""Start the stub: ``python -m provider_stub --portal http://127.0.0.1:8800 --data DIR``."""

import argparse
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from provider_stub.app import create_app
from provider_stub.catalogue import default_toml
from provider_stub.config import RequestBinding, StubConfig, is_loopback, parse_config
from provider_stub.errors import ConfigError

_FAILED = 1
_USAGE = 2
_CONFIGURATION = 3


class _Handler(WSGIRequestHandler):
    """Log the path without its query, which may hold a ticket or a whole message."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write one line for a request."""
        path = self.path.partition("?")[0]
        logging.getLogger("provider_stub").info("%s %s %s %s", self.command, path, code, size)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stub until it is ended; return the exit code.

    0 ended, 1 the port is taken, 2 usage, 3 configuration.
    """
    options = _parser().parse_args(arguments)
    if options.print_config:
        sys.stdout.write(default_toml())
        return 0
    if not is_loopback(options.host) and not options.insecure_public:
        return _fail(
            _USAGE,
            f"{options.host} n'est pas une adresse de cette machine ; l'éditeur factice accepte "
            "n'importe qui et montre ce qu'il reçoit. Pour l'ouvrir quand même : --insecure-public",
        )
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if options.insecure_public:
        logging.getLogger("provider_stub").warning("insecure_public: ouvert à d'autres machines")
    try:
        family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
        listener = socket.create_server((options.host, options.port), family=family, backlog=128)
    except OSError as taken:
        why = os.strerror(taken.errno) if taken.errno else str(taken)
        return _fail(_FAILED, f"le port {options.port} de {options.host} est indisponible ({why})")
    with listener:
        try:
            app = create_app(_config(options))
        except (ConfigError, OSError) as wrong:
            return _fail(_CONFIGURATION, *getattr(wrong, "problems", (str(wrong),)))
        server = make_server(
            options.host,
            options.port,
            app,
            threaded=True,
            request_handler=_Handler,
            fd=listener.fileno(),
        )
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        sys.stdout.write(f"ready http://{options.host}:{options.port}/\n")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def _config(options: argparse.Namespace) -> StubConfig:
    """Join the configuration file and the command line, which wins.

    Raises:
        ConfigError: with every mistake.
    """
    text = options.config.read_text("utf-8") if options.config else default_toml()
    given: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("portal", "base_url", "request_binding")
        if getattr(options, name) is not None
    }
    defaults = {"portal": "http://127.0.0.1:8800"}
    if "base_url" not in given:
        defaults["base_url"] = f"http://{options.host}:{options.port}"
    return parse_config(
        text,
        data_dir=options.data,
        defaults=defaults,
        insecure_public=options.insecure_public,
        **given,
    )


def _parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog="provider-stub",
        description="Éditeur factice : un fournisseur de ressources pour essayer un portail.",
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="adresse d'écoute (127.0.0.1)")
    add("--port", type=int, default=8801, help="port d'écoute (8801)")
    add("--portal", help="adresse du portail à essayer (http://127.0.0.1:8800)")
    add("--base-url", help="adresse publique de l'éditeur factice (http://HOST:PORT)")
    add("--data", type=Path, default=Path(".provider-stub"), help="dossier des clés et données")
    add("--config", type=Path, help="fichier TOML ; voir --print-config")
    add(
        "--request-binding",
        type=RequestBinding,
        choices=list(RequestBinding),
        help="liaison de l'AuthnRequest",
    )
    add("--insecure-public", action="store_true", help="écouter au-delà de cette machine")
    add("--print-config", action="store_true", help="montrer la configuration par défaut")
    return parser


def _fail(code: int, *sentences: str) -> int:
    """Say why nothing was started."""
    for sentence in sentences:
        sys.stderr.write(f"provider-stub : {sentence}\n")
    return code


if __name__ == "__main__":
    raise SystemExit(main())

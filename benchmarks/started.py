"""``python -m benchmarks.started FILE``: makes the application and answers one question with it.

Then it ends at once: to take all of it apart again is no part of a start, and what a server does
when it ends.
"""

import os
import sys
from http import HTTPStatus
from pathlib import Path

from flask import Flask

from garbridge.web import GarBridge


def main(file: Path) -> int:
    """Start with *file*; return 0 where the application is ready to serve."""
    app = Flask(__name__)
    app.secret_key = b"bench"
    GarBridge(lambda: None, config=file).init_app(app)
    ready = app.test_client().get("/readyz")
    print(ready.get_data(as_text=True), flush=True)
    return 0 if ready.status_code == HTTPStatus.OK else 1


if __name__ == "__main__":
    os._exit(main(Path(sys.argv[1])))

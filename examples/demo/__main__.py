"""``make demo``: prepares ``.demo/``, then runs portal and provider until it is ended."""

import os
import sys
from pathlib import Path

from examples.demo.prepare import prepare
from examples.demo.processes import PortTakenError, Processes, refuse_taken


def main() -> int:
    """Run the demo in the foreground; return the exit code."""
    port = int(os.environ.get("PORT", "8800"))
    folder = Path(".demo")
    portal, provider = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    try:
        refuse_taken(port, port + 1)
    except PortTakenError as taken:
        print(taken, file=sys.stderr)  # noqa: T201 - the only words of this program
        return 1
    with Processes() as processes:
        processes.start_provider(port + 1, portal=portal, data=folder / "stub")
        processes.wait_for(f"{provider}/saml/metadata")
        prepare(folder, portal=portal, provider=provider)
        processes.start_portal(port, config=folder / "garbridge.toml")
        processes.wait_for(f"{portal}/connexion")
        print(f"ready {portal}/", flush=True)  # noqa: T201 - the line others wait for
        return processes.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

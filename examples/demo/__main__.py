"""``make demo``: prepares ``.demo/``, then runs portal and provider until it is ended.

With ``GAR=1`` a fake GAR runs beside them, and the portal speaks with it (national mode).
"""

import os
import sys
from pathlib import Path

from examples.demo.prepare import join_the_gar, prepare
from examples.demo.processes import PortTakenError, Processes, refuse_taken


def main() -> int:
    """Run the demo in the foreground; return the exit code."""
    port = int(os.environ.get("PORT", "8800"))
    folder = Path(".demo")
    is_national = os.environ.get("GAR", "") not in {"", "0"}
    portal, provider = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    gar = f"http://127.0.0.1:{port + 2}" if is_national else ""
    try:
        refuse_taken(*range(port, port + (4 if is_national else 2)))
    except PortTakenError as taken:
        print(taken, file=sys.stderr)  # noqa: T201 - the only words of this program
        return 1
    with Processes() as processes:
        processes.start_provider(port + 1, portal=portal, data=folder / "stub")
        processes.wait_for(f"{provider}/saml/metadata")
        if gar:
            processes.start_gar(port + 2, portal=portal)
            processes.wait_for(f"{gar}/metadata")
        prepare(folder, portal=portal, provider=provider)
        if gar:
            join_the_gar(folder, gar=gar, lists=f"http://127.0.0.1:{port + 3}")
        processes.start_portal(port, config=folder / "garbridge.toml")
        processes.wait_for(f"{portal}/connexion")
        print(f"ready {portal}/", flush=True)  # noqa: T201 - the line others wait for
        return processes.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

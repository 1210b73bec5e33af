"""``make bench``: runs the benchmarks, prints a table and writes ``benchmarks/results.json``."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from benchmarks.autonome_list import autonome_list
from benchmarks.check_response import check_response
from benchmarks.console_list import console_list
from benchmarks.directory_import import directory_import
from benchmarks.export_identities import export_identities
from benchmarks.figures import Figure
from benchmarks.gate import gate
from benchmarks.growth import district_large, growth
from benchmarks.issue_saml import issue_saml
from benchmarks.launch_cas import launch_cas
from benchmarks.launch_lti import launch_lti
from benchmarks.launch_oidc import launch_oidc
from benchmarks.launch_saml import launch_saml
from benchmarks.launch_servers import launch_servers
from benchmarks.ledger import ledger
from benchmarks.licences import licences
from benchmarks.mediacentre import mediacentre
from benchmarks.mixed_load import mixed_load, mixed_load_servers
from benchmarks.national_list import national_list
from benchmarks.start import start_1000
from benchmarks.statistics import statistics

RESULTS = Path(__file__).parent / "results.json"

BENCHMARKS: Mapping[str, Callable[[], Iterable[Figure]]] = {
    "issue-saml": issue_saml,
    "check-response": check_response,
    "gate": gate,
    "start-1000": start_1000,
    "launch-saml": launch_saml,
    "launch-cas": launch_cas,
    "launch-oidc": launch_oidc,
    "launch-lti": launch_lti,
    "launch-servers": launch_servers,
    "mixed-load": mixed_load,
    "mixed-load-servers": mixed_load_servers,
    "import": directory_import,
    "export-identities": export_identities,
    "licences": licences,
    "growth": growth,
    "statistics": statistics,
    "ledger": ledger,
    "console-list": console_list,
    "mediacentre": mediacentre,
    "autonome-list": autonome_list,
    "national-list": national_list,
}
BY_NAME_ONLY: Mapping[str, Callable[[], Iterable[Figure]]] = {"district-large": district_large}
"""Takes many minutes and gigabytes."""


def main(names: list[str]) -> int:
    """Run the benchmarks of *names*, or all; return 1 if a bar is missed."""
    known = {**BENCHMARKS, **BY_NAME_ONLY}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() and names else {}
    met = True
    print(f"{'figure':<34}{'value':>10}  {'unit':<22}{'bar':>10}  ")
    for name in names or BENCHMARKS:
        for figure in known[name]():
            print(figure.row(), flush=True)
            results[figure.name] = {k: v for k, v in asdict(figure).items() if k != "name"}
            results[figure.name]["ok"] = figure.ok
            met = met and figure.ok
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The unit of the launches: a signature where they are, in two workers under the same load."""

from benchmarks.portal import SIGNATURES
from benchmarks.serving import load, serving
from benchmarks.world import PORTAL

PORT = 8799
SECONDS = 8


def unit_under_load() -> tuple[float, float]:
    """Return the CPU seconds of one RSA-2048 signature, and of Flask's hello world."""
    with serving("benchmarks.portal:create_hello()", PORT) as master:
        hello = load(f"{PORTAL}/", master, seconds=3).cpu_each
        signing = load(f"{PORTAL}/sign", master, seconds=SECONDS).cpu_each
    return (signing - hello) / SIGNATURES, hello

"""``launch-servers``: what each launch costs on PostgreSQL with Redis."""

from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.launch_cas import launch_cas
from benchmarks.launch_lti import launch_lti
from benchmarks.launch_oidc import launch_oidc
from benchmarks.launch_saml import launch_saml


def launch_servers() -> Iterator[Figure]:
    """Yield the figures of the four protocols, one portal after the other."""
    yield from launch_saml(servers=True)
    yield from launch_cas(servers=True)
    yield from launch_oidc(servers=True)
    yield from launch_lti(servers=True)

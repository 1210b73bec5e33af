"""Addresses of providers: which may be registered, and what a browser's policy calls them.

They are compared as strings only, never by what they might mean.
"""

import re
from typing import Final
from urllib.parse import urlsplit

_ADDRESS: Final = re.compile(
    r"(?P<origin>(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(:[0-9]{1,5})?)"
    r"(?P<rest>[/?][!-~]*)?",
    re.ASCII,
)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


def unfit_address(url: str, *, insecure_loopback: bool) -> str | None:
    """Return why nothing personal may be posted to *url*, or ``None``.

    >>> unfit_address("https://parc.example/acs", insecure_loopback=False)
    >>> unfit_address("http://parc.example/acs", insecure_loopback=True)
    'not https'
    >>> unfit_address("https://parc.example@evil.example/acs", insecure_loopback=False)
    'not an absolute web address'
    """
    found = _ADDRESS.fullmatch(url)
    if found is None or not _is_port(url) or "\\" in url or "#" in url:
        return "not an absolute web address"
    if found["scheme"] == "http" and not (insecure_loopback and found["host"] in _LOOPBACK):
        return "not https"
    return None


def is_origin(text: str) -> bool:
    """Say whether *text* is an origin: scheme, host and perhaps port, no more.

    Plain http is for this machine itself.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None or found["rest"] or not _is_port(text):
        return False
    return found["scheme"] == "https" or found["host"] in _LOOPBACK


def origin(url: str) -> str:
    """Return scheme, host and port of the registered address *url*.

    >>> origin("https://parc.example:8443/saml/acs?x=1")
    'https://parc.example:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False

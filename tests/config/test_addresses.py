"""Addresses that a page's policy could not name stop the start, not a launch."""

import pytest

from garbridge.config.tables import ORIGIN, web_address
from garbridge.errors import ValueRefusedError


@pytest.mark.parametrize(
    "host", ["my_app.example", "m%C3%BC.example", "münchen.example", "a;b.example", "a'b.example"]
)
def test_a_host_that_a_policy_cannot_name_is_refused(host: str) -> None:
    """A form is posted there after the launch was recorded: it must not fail then."""
    with pytest.raises(ValueRefusedError):
        web_address(insecure_loopback=False)(f"https://{host}/retour")


@pytest.mark.parametrize("host", ["xn--mnchen-3ya.example", "A.example:8443", "[2001:db8::1]:443"])
def test_what_is_taken_can_be_named(host: str) -> None:
    """Letter by letter, with its port."""
    address = web_address(insecure_loopback=False)(f"https://{host}/retour")

    assert ORIGIN.fullmatch(address.removesuffix("/retour"))

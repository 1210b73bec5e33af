"""``[autonome]``: who may speak to the portal as to the GAR, and what stops the start."""

import pytest
from tests.config.written import Value, Values, Written

from garbridge.config.showing import shown

DIGEST = "0f" * 32
OTHER = "a1" * 32
SELLER: dict[str, Value] = {
    "id": "378901946_0000000000000000",
    "name": "Librairie du Parc",
    "certificates": [DIGEST],
    "resources": ["ark:/99999/*"],
}
READER: dict[str, Value] = {"id": "kiosque", "tokens": [OTHER]}
BOTH: dict[str, Value] = {"distributors": [SELLER], "portals": [READER]}


def test_without_it_nobody_speaks(written: Written) -> None:
    """No service is mounted because a program has it."""
    written.portal()

    assert written.read().autonome is None


def test_what_holds_where_nothing_is_said(written: Written) -> None:
    """No header is believed; every school for a portal, a limit for everybody."""
    written.portal(autonome=BOTH)
    autonome = written.read().autonome

    assert autonome is not None
    assert (autonome.prefix, autonome.header, autonome.per_minute) == ("/autonome", "", 3_000)
    assert not autonome.trusts("127.0.0.1")
    assert not autonome.trusts(None)
    assert [one.id for one in autonome.machines] == [SELLER["id"], "kiosque"]
    assert autonome.portals[0].schools is None


def test_a_fingerprint_may_be_written_as_openssl_prints_it(written: Written) -> None:
    """In upper case, with colons."""
    written.portal(autonome={"distributors": [{**SELLER, "certificates": [":".join(["0F"] * 32)]}]})
    autonome = written.read().autonome

    assert autonome is not None
    assert autonome.distributors[0].proofs.certificates == {DIGEST}


@pytest.mark.parametrize(
    ("address", "trusted"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("10.1.3.3", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("", True),
        (None, True),
        ("nowhere", False),
    ],
)
def test_a_proxy_is_known_by_its_address(
    written: Written,
    address: str | None,
    trusted: bool,  # noqa: FBT001 - a case
) -> None:
    """An IPv4 address is the same one behind a dual socket; a Unix socket has none."""
    proxies = ["10.1.2.0/24", "2001:db8::/32", "unix"]
    written.portal(autonome={**BOTH, "header": "X-Certificate", "proxies": proxies})
    autonome = written.read().autonome

    assert autonome is not None
    assert autonome.trusts(address) is trusted


def test_everything_is_shown_and_no_secret(written: Written) -> None:
    """How many tokens there are; a digest of one is not printed either."""
    written.portal(autonome={**BOTH, "header": "X-Certificate", "proxies": ["unix", "10.0.0.1"]})
    config = written.read()
    stated = shown(config)["autonome"]

    assert isinstance(stated, dict)
    assert stated["proxies"] == ["10.0.0.1/32", "unix"]
    assert stated["portals"] == [
        {"id": "kiosque", "certificates": [], "tokens": 1, "schools": None}
    ]
    assert OTHER not in repr(config)
    assert OTHER not in repr(stated)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"distributors": [], "portals": []}, "distributors: name a distributor or a portal"),
        ({"header": "X-Certificate"}, "proxies: name the proxies"),
        ({"proxies": ["127.0.0.1"]}, "header: missing"),
        ({"header": "Cookie", "proxies": ["unix"]}, "header: must be the name of a header"),
        ({"header": "X-C", "proxies": ["0.0.0.0/0"]}, "proxies: 0.0.0.0/0 is everybody"),
        ({"header": "X-C", "proxies": ["unix", "here"]}, "proxies: 'here' is no address"),
        ({"prefix": "/"}, "prefix: must be a path"),
        ({"prefix": "/saml"}, "prefix: /saml is where other pages are"),
        ({"per_minute": 0}, "per_minute: must be a whole number"),
        ({"distributors": [{**SELLER, "id": "378901946"}]}, "distributors[1].id: must be a SIREN"),
        ({"distributors": [{**SELLER, "resources": []}]}, "distributors[1].resources: name what"),
        (
            {"distributors": [{**SELLER, "resources": ["ark:/*"]}]},
            "distributors[1].resources: 'ark:/*' is no beginning",
        ),
        (
            {"distributors": [{**SELLER, "resources": ["atlas"]}]},
            "distributors[1].resources: ARK 'atlas' is not valid",
        ),
        (
            {"distributors": [{**SELLER, "certificates": []}]},
            "distributors[1].certificates: name a certificate or a token",
        ),
        (
            {"distributors": [{**SELLER, "tokens": ["s3cr3t"]}]},
            "distributors[1].tokens: must be the SHA-256 digest of a token",
        ),
        ({"portals": [{**READER, "schools": []}]}, "portals[1].schools: name one school"),
        ({"portals": [{**READER, "schools": ["x"]}]}, "portals[1].schools: UAI 'x' is not valid"),
        ({"portals": [{**READER, "ecoles": ["x"]}]}, "portals[1].ecoles: unknown key"),
        (
            {"portals": [READER, {**READER, "tokens": [DIGEST[::-1]]}]},
            "distributors: kiosque",
        ),
        (
            {"portals": [{**READER, "tokens": [DIGEST]}]},
            "distributors: one certificate or token is given to two",
        ),
    ],
)
def test_what_would_let_somebody_else_speak_does_not_start(
    written: Written, change: Values, told: str
) -> None:
    """With the file and the key, and no secret repeated."""
    written.portal(autonome={**BOTH, **change})
    (problem,) = written.problems()

    assert problem.startswith(f"garbridge.toml: autonome.{told}")
    assert "s3cr3t" not in problem

"""The code of a message is the one of RFC 2104, however long the secret is."""

import hmac
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garbridge.core.keyed import keyed_digest

ALGORITHMS = ("sha256", "sha512")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@given(secret=st.binary(max_size=300), message=st.binary(max_size=300))
def test_it_is_that_of_the_standard_library(algorithm: str, secret: bytes, message: bytes) -> None:
    """Secrets shorter, as long and longer than a block; the empty message too."""
    assert keyed_digest(secret, message, algorithm) == hmac.digest(secret, message, algorithm)


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        (
            "sha256",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            "sha512",
            (
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
            ),
        ),
    ],
)
def test_it_meets_the_published_vectors(algorithm: str, expected: str) -> None:
    """RFC 4231, test case 6: a secret longer than a block."""
    message = b"Test Using Larger Than Block-Size Key - Hash Key First"
    assert keyed_digest(b"\xaa" * 131, message, algorithm).hex() == expected


def test_messages_of_many_threads_do_not_mix() -> None:
    """What is begun once is copied for each message, and never changed."""
    messages = [bytes([number]) * number for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda one: keyed_digest(b"k" * 32, one, "sha256"), messages))
    assert found == [hmac.digest(b"k" * 32, one, "sha256") for one in messages]

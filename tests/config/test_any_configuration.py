"""Whatever stands in a file, it loads or is refused in words; it never breaks."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.config.written import CAS, PORTAL, SAML, Value, Values, Written, toml

from garbridge.errors import ConfigError

scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", " ", "https://[", "https://a:b@c", "env:", "\x00", "a" * 5000, "x/../.."]),
    st.dates(date(1, 1, 1)),
    st.datetimes(datetime(1, 1, 1)),  # noqa: DTZ001 - TOML has local ones
    st.times(),
)
keys = st.text(max_size=5) | st.sampled_from(
    [*PORTAL, *SAML, *CAS, "signing", "pairwise", "metadata", "services", "ark", "attribute"]
)
values: st.SearchStrategy[Value] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=5,
)


def changed(whole: Values) -> st.SearchStrategy[dict[str, Value]]:
    """Draw *whole* with some of its values, or of the values inside them, replaced."""
    return st.builds(
        lambda new, inner: {
            key: {**old, **inner} if isinstance(old, dict) else old
            for key, old in {**whole, **new}.items()
        },
        st.dictionaries(st.sampled_from(list(whole)) | keys, values, max_size=2),
        st.dictionaries(keys, values, max_size=1),
    )


def told(problems: list[str]) -> bool:
    """Say whether every problem is one line that begins with a file."""
    return all(problem.partition(": ")[0].endswith(".toml") for problem in problems)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return one folder that every example overwrites."""
    return Written(tmp_path_factory.mktemp("any"))


@given(found=changed(PORTAL))
def test_any_values_in_the_portal_s_file(portal: Written, found: dict[str, Value]) -> None:
    """Only a ``ConfigError``, and every problem names the file."""
    portal.file("garbridge.toml", toml(found))

    assert told(portal.problems())


@pytest.mark.parametrize("valid", [SAML, CAS], ids=["saml", "cas"])
@given(data=st.data())
def test_any_values_in_a_provider_s_file(
    portal: Written, valid: Values, data: st.DataObject
) -> None:
    """Only a ``ConfigError``, and every problem names the file."""
    (portal.folder / "providers" / "calculo.toml").unlink(missing_ok=True)
    portal.file("providers/editions-du-parc.toml", toml(data.draw(changed(valid))))

    assert told(portal.provider_problems())


@given(content=st.binary(max_size=60))
def test_any_bytes(portal: Written, content: bytes) -> None:
    """A file of noise is refused like any other; it never loads."""
    path = portal.file("garbridge.toml", content)

    with pytest.raises(ConfigError):
        portal.read()
    assert path.read_bytes() == content

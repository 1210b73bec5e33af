"""A value that is made quickly is the one that its dataclass makes."""

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, InitVar, dataclass, field, replace

import pytest

from garbridge.core.records import quick
from garbridge.errors import ValueRefusedError


@dataclass(frozen=True, slots=True)
class Plain:
    """As dataclasses makes it."""

    name: str
    times: int = 1
    where: list[str] = field(default_factory=list)
    kind: str = field(default="seen", kw_only=True)
    mark: str = field(init=False, default="none")
    marks: tuple[str, ...] = field(init=False, default_factory=tuple)


@quick
@dataclass(frozen=True, slots=True)
class Quick:
    """The same, made quickly."""

    name: str
    times: int = 1
    where: list[str] = field(default_factory=list)
    kind: str = field(default="seen", kw_only=True)
    mark: str = field(init=False, default="none")
    marks: tuple[str, ...] = field(init=False, default_factory=tuple)


@quick
@dataclass(frozen=True, slots=True)
class Checked:
    """Refuses itself."""

    size: int

    def __post_init__(self) -> None:
        """Refuse what is negative."""
        if self.size < 0:
            raise ValueRefusedError("size", None, "at least 0")


VALUES = (
    lambda made: made("alice"),
    lambda made: made("alice", 2, ["here"], kind="told"),
    lambda made: made(name="alice", times=0, where=["here"]),
)


@pytest.mark.parametrize("make", VALUES)
def test_it_says_and_equals_what_the_dataclass_would(make: object) -> None:
    """Its words, its defaults and its comparison are those of the dataclass."""
    assert callable(make)
    one, other = make(Quick), make(Plain)
    assert repr(one) == repr(other).replace("Plain", "Quick")
    assert one == make(Quick)
    assert one != replace(one, name="bob")


def test_it_takes_what_the_dataclass_takes() -> None:
    """So does whoever asks for its signature, such as an editor, find the same parameters."""
    assert [*inspect.signature(Quick).parameters] == [*inspect.signature(Plain).parameters]
    assert Quick.__init__.__annotations__ == Plain.__init__.__annotations__
    with pytest.raises(TypeError, match=r"Quick\.__init__\(\) missing 1 required"):
        Quick()  # type: ignore[call-arg]  # what is missing is the point
    with pytest.raises(TypeError, match="unexpected keyword"):
        Quick("alice", mark="own")  # type: ignore[call-arg]  # likewise
    with pytest.raises(TypeError, match="positional"):
        Quick("alice", 1, [], "told")  # type: ignore[call-arg]  # likewise


def test_each_has_a_list_of_its_own() -> None:
    """A factory is asked for every value, and never shared."""
    one, other = Quick("alice"), Quick("bob")
    one.where.append("here")
    assert other.where == []


def test_it_stays_frozen() -> None:
    """Only the way it is made is another."""
    with pytest.raises(FrozenInstanceError):
        Quick("alice").times = 2  # type: ignore[misc]  # it is frozen
    with pytest.raises(FrozenInstanceError):
        del Quick("alice").name


def test_it_survives_copying_and_packing() -> None:
    """A copy is equal, and frozen too."""
    one = Quick("alice", 3)
    assert copy.copy(one) == one == pickle.loads(pickle.dumps(one))  # noqa: S301 - our own


def test_what_refuses_itself_still_does() -> None:
    """``__post_init__`` runs after the fields are there."""
    assert Checked(0).size == 0
    with pytest.raises(ValueRefusedError):
        Checked(-1)


def test_no_other_class_is_made_so() -> None:
    """What has no slots, or takes more than its fields, is refused where it is defined."""
    with pytest.raises(TypeError, match="no dataclass with slots"):
        quick(str)
    with pytest.raises(TypeError, match="no dataclass with slots"):
        quick(dataclass(frozen=True)(type("Loose", (), {"__annotations__": {"a": int}})))
    with pytest.raises(TypeError, match="more than its fields"):

        @quick
        @dataclass(frozen=True, slots=True)
        class Given:
            kept: int
            given: InitVar[int]

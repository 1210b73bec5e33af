"""What the reader of our own answers finds, and what it does not let pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocols.cas.server import CLAIMS, REFERENCE, CasServer

from garbridge.core.proving import Mismatch, Told, differences, told_of
from garbridge.errors import ReleaseMismatchError
from garbridge.ports import Document
from garbridge.protocols.cas import validation
from garbridge.protocols.cas.documents import Failure, Format, Success, document
from garbridge.protocols.cas.told import read_told

TOLD = told_of(CLAIMS)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)


@pytest.mark.parametrize("wanted", Format)
def test_an_answer_tells_what_it_was_given(wanted: Format) -> None:
    """In both forms."""
    success = Success(CLAIMS.subject, CLAIMS.values())

    assert read_told(document(success, wanted)) == TOLD
    assert read_told(document(Success("s", {}), wanted)) == Told("s", ())


@given(user=TEXTS, values=st.lists(TEXTS, min_size=1, max_size=3), wanted=st.sampled_from(Format))
def test_hostile_values_come_back(user: str, values: list[str], wanted: Format) -> None:
    """What a careless writer would trip over is read as it was."""
    told = Told(user, (("NOM", tuple(values)), ("PRE", (user,))))
    success = Success(user, dict(told.attributes))

    assert differences(read_told(document(success, wanted)), told) == ()


def changed(old: str, new: str, wanted: Format = Format.XML) -> Document:
    """Return the answer with one thing changed by hand."""
    answer = document(Success(CLAIMS.subject, CLAIMS.values()), wanted)
    body = answer.body.decode()
    assert old in body
    return Document(200, answer.media_type, body.replace(old, new, 1).encode(), {})


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (changed("National_ens", "National_elv"), ("PRO",)),
        (changed("<cas:PRO>", "<cas:NOM>x</cas:NOM><cas:PRO>"), ("NOM",)),
        (changed("<cas:user>", "<cas:proxies>x</cas:proxies><cas:user>"), ("beside",)),
        (changed("<cas:user>", '<cas:user mail="x">'), ("beside",)),
        (changed("<cas:user>", "<cas:user>x</cas:user><cas:user>"), ("beside", "subject")),
        (changed("<cas:user>9", "<cas:user>8"), ("subject",)),
        (changed('"user"', '"mail": "x", "user"', Format.JSON), ("beside",)),
        (changed('"PRO": ["National_ens"]', '"PRO": []', Format.JSON), ("PRO",)),
    ],
)
def test_whatever_else_it_tells_is_found(answer: Document, found: tuple[str, ...]) -> None:
    """One thing more, less or other."""
    names = differences(read_told(answer), TOLD)

    assert tuple(dict.fromkeys(name.partition(":")[0] for name in names)) == found


@pytest.mark.parametrize(
    "answer",
    [
        document(Failure("INVALID_TICKET", "x"), Format.JSON),
        Document(200, "application/json", b"[]", {}),
        Document(200, "application/json", b"{", {}),
        Document(200, "application/xml", b"<a", {}),
    ],
)
def test_what_cannot_be_read_tells_nothing(answer: Document) -> None:
    """It is no proof."""
    with pytest.raises(ReleaseMismatchError):
        read_told(answer)


def test_an_exchange_that_tells_something_else_tells_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The ticket is spent, the fault is noted, and somebody is woken."""
    server = CasServer()
    ticket = server.ticket()
    honest = document

    def wrong(outcome: Success | Failure, wanted: Format) -> Document:
        if isinstance(outcome, Success):
            outcome = Success(outcome.user, {**outcome.attributes, "NOM": ("Marquefort",)})
        return honest(outcome, wanted)

    monkeypatch.setattr(validation, "document", wrong)
    answer = server.validate(ticket)

    assert answer.status == 500
    assert b"Marquefort" not in answer.body
    assert [one.fault for one in server.journal.noted] == ["INTERNAL_ERROR"]
    assert server.sounded == [Mismatch(launch=REFERENCE, protocol="cas", differences=("NOM",))]

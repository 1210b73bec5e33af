"""What a resource's notice says, in its table."""

import pytest
from tests.config.written import RESOURCE, Values, Written

from garbridge.core.indexing import UNINDEXED, Vocabulary
from garbridge.core.national import Term

LEVEL = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-022-num-023"


def test_a_resource_says_nothing_by_itself(written: Written) -> None:
    """All of it is optional."""
    file = written.read_providers()["editions-du-parc"]

    assert file.resources[0].indexing == UNINDEXED


def test_terms_are_told_apart_by_their_vocabulary(written: Written) -> None:
    """Whatever their order; one of another vocabulary is in none."""
    stated = {
        "publisher_id": "378901946_0000000000000000",
        "presentation": "PRO",
        "terms": {LEVEL: "6e", "https://other.example/x": "autre"},
    }
    written.provider("editions-du-parc", resources=[{**RESOURCE, **stated}])
    file = written.read_providers()["editions-du-parc"]
    found = file.resources[0].indexing

    assert (found.publisher_id, found.presentation) == (stated["publisher_id"], "PRO")
    assert found.of(Vocabulary.LEVELS) == (Term(LEVEL, "6e"),)
    assert found.of(Vocabulary.SUBJECTS) == ()
    assert len(found.terms) == 2


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"publisher_id": "378901946"}, "publisher_id: must be a SIREN"),
        ({"presentation": "manuel"}, "presentation: must be a code"),
        ({"terms": {"6e": "6e"}}, "terms.'6e': must be the address of a term"),
        ({"terms": {LEVEL: ""}}, f"terms.{LEVEL}: must not be empty"),
        ({"terms": ["6e"]}, "terms: must be a table"),
    ],
)
def test_what_no_list_could_tell_does_not_load(written: Written, stated: Values, told: str) -> None:
    """With the file and the key."""
    written.provider("editions-du-parc", resources=[{**RESOURCE, **stated}])
    (problem,) = written.provider_problems()

    assert problem.startswith(f"editions-du-parc.toml: resources[1].{told}")

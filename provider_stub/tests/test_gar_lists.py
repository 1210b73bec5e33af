"""The fake of the GAR's lists: in both forms, compressed or not, and broken on purpose."""

import gzip
import json
import urllib.error
import urllib.request

import pytest

from provider_stub.gar_lists import Fault, GarLists, serve_lists


def _get(url: str, **headers: str) -> tuple[str, bytes]:
    asked = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own address
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - likewise
        return answer.headers["Content-Type"], answer.read()


def test_a_list_is_that_of_person_and_school() -> None:
    """The address of each resource names the ENT and the school."""
    lists = GarLists(of_person={"anne": ("r1",)})
    with serve_lists(lists) as url:
        _, body = _get(f"{url}/ressources/F0/0690037R/anne")
        _, other = _get(f"{url}/ressources/F0/0690037R/paul", Accept="application/xml")
        _, packed = _get(f"{url}/ressources/F0/0690037R/anne", **{"Accept-Encoding": "gzip"})

    (entry,) = json.loads(body)["listeRessources"]["ressource"]
    assert entry["urlAccesRessource"].startswith(
        "https://sp-auth.gar.example/domaineGar?idENT=RjA=&idEtab=MDY5MDAzN1I=&idSrc="
    )
    assert other.count(b"<ressource>") == 2
    assert gzip.decompress(packed) == body


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.UNKNOWN_SCHOOL, 400),
        (Fault.UNAUTHORIZED, 401),
        (Fault.FORBIDDEN, 403),
        (Fault.BROKEN, 500),
    ],
)
def test_a_fault_is_told_by_its_status(fault: Fault, status: int) -> None:
    """With the one message that is known."""
    with serve_lists(GarLists(faults={"0690037R": fault})) as url:
        with pytest.raises(urllib.error.HTTPError) as refused:
            _get(f"{url}/ressources/F0/0690037R/anne")
        with refused.value as answer:
            said = json.load(answer)

    assert refused.value.code == status
    assert said["Erreur"]["Message"] == "Établissement non trouvé"

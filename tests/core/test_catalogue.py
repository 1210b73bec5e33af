"""The catalogue: looked up by exact names, never by the nearest one."""

from dataclasses import replace

import pytest

from garbridge.core.catalogue import Catalogue, Provider, Resource, Source
from garbridge.core.identifiers import ProviderId, ResourceId, tile_key
from garbridge.testing.world import ATLAS, LYCEE, PUBLISHER

CALCULO = Provider(id=ProviderId("calculo"), name="Calculo")
HERBARIUM = replace(ATLAS, id=ResourceId("ark:/99999/herbier"), url="https://parc.example/herbier")
SUMS = replace(
    ATLAS,
    id=ResourceId("ark:/88888/sommes"),
    provider=CALCULO.id,
    url="https://calculo.example/",
)
CATALOGUE = Catalogue([PUBLISHER, CALCULO], [ATLAS, HERBARIUM, SUMS])


def test_a_resource_is_found_by_its_tile_key() -> None:
    """The key without its school part names the resource."""
    assert CATALOGUE.with_key(tile_key(ATLAS.id)) == ATLAS


@pytest.mark.parametrize(
    "key",
    [
        "",
        "-",
        tile_key(ATLAS.id).upper(),
        tile_key(ATLAS.id)[:-1],
        tile_key(ATLAS.id, LYCEE.id),
        tile_key(ResourceId("ark:/99999/autre")),
        ATLAS.id,
    ],
)
def test_another_key_finds_nothing(key: str) -> None:
    """A key is exact: case, length and all."""
    assert CATALOGUE.with_key(key) is None


def test_a_resource_is_found_by_its_exact_address() -> None:
    """Where a request names an address, it is one provider's own resource."""
    assert CATALOGUE.at_url(PUBLISHER.id, ATLAS.url) == ATLAS


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        pytest.param(CALCULO.id, ATLAS.url, id="of-another-provider"),
        pytest.param(PUBLISHER.id, ATLAS.url + "/", id="longer"),
        pytest.param(PUBLISHER.id, ATLAS.url[:-1], id="shorter"),
        pytest.param(PUBLISHER.id, ATLAS.url.upper(), id="other-case"),
        pytest.param(PUBLISHER.id, "", id="empty"),
    ],
)
def test_another_address_finds_nothing(provider: ProviderId, url: str) -> None:
    """A provider cannot name what belongs to another, nor something near its own."""
    assert CATALOGUE.at_url(provider, url) is None


@pytest.mark.parametrize("order", [1, -1], ids=["as-listed", "reversed"])
def test_an_address_of_two_resources_names_neither(order: int) -> None:
    """Which of two is meant is never left to the order of files."""
    twin = replace(HERBARIUM, url=ATLAS.url)
    catalogue = Catalogue([PUBLISHER, CALCULO], [ATLAS, twin, SUMS][::order])

    assert catalogue.at_url(PUBLISHER.id, ATLAS.url) is None
    assert catalogue.at_url(CALCULO.id, SUMS.url) == SUMS


def test_two_providers_may_share_an_address() -> None:
    """The address is looked up within one provider."""
    twin = replace(SUMS, url=ATLAS.url)
    catalogue = Catalogue([PUBLISHER, CALCULO], [ATLAS, twin])

    assert catalogue.at_url(PUBLISHER.id, ATLAS.url) == ATLAS
    assert catalogue.at_url(CALCULO.id, ATLAS.url) == twin


def test_a_provider_has_its_own_resources() -> None:
    """All of them, and nobody else's; none for a provider nobody knows."""
    assert CATALOGUE.of(PUBLISHER.id) == (ATLAS, HERBARIUM)
    assert CATALOGUE.of(CALCULO.id) == (SUMS,)
    assert CATALOGUE.of(ProviderId("inconnu")) == ()
    assert CATALOGUE.provider_of(SUMS) == CALCULO


@pytest.mark.parametrize(
    ("providers", "resources", "message"),
    [
        pytest.param([PUBLISHER, PUBLISHER], [], "editions-du-parc: registered twice", id="name"),
        pytest.param(
            [PUBLISHER, CALCULO],
            [ATLAS, replace(ATLAS, provider=CALCULO.id)],
            "ark:/99999/atlas: registered twice",
            id="resource",
        ),
        pytest.param(
            [PUBLISHER], [SUMS], "ark:/88888/sommes: no provider calculo", id="no-provider"
        ),
    ],
)
def test_what_cannot_be_told_apart_is_refused(
    providers: list[Provider], resources: list[Resource], message: str
) -> None:
    """Two things of one name, or a resource of nobody, stop the start."""
    with pytest.raises(ValueError, match=message):
        Catalogue(providers, resources)


def test_a_catalogue_cannot_be_changed() -> None:
    """A launch that began keeps the catalogue it began with."""
    with pytest.raises(TypeError):
        CATALOGUE.providers[PUBLISHER.id] = CALCULO  # type: ignore[index]  # that is the point
    with pytest.raises(TypeError):
        del CATALOGUE.resources[ATLAS.id]  # type: ignore[attr-defined]  # that is the point


def test_nothing_is_national_by_itself() -> None:
    """The GAR's badge stands only on what the GAR lists."""
    assert ATLAS.source is Source.LOCAL

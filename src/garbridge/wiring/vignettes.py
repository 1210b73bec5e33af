"""The portal's copies of vignettes, put together."""

from collections.abc import Iterable
from functools import partial

from garbridge.config import Config
from garbridge.ports import PictureSource
from garbridge.services.vignettes import ShownVignettes, VignetteService
from garbridge.wiring.runtime import Runtime
from garbridge.wiring.vignette_fetching import fetched_pictures
from garbridge.wiring.vignette_folder import FolderPictures


def picture_source(config: Config) -> PictureSource:
    """Return where the portal of *config* has its pictures from."""
    fetched, folder = fetched_pictures(config), config.vignettes.folder
    return fetched if folder is None else FolderPictures(folder, fetched)


def vignette_service(runtime: Runtime) -> VignetteService:
    """Return what keeps the copies."""
    return VignetteService(
        store=runtime.stores.mediacentre.vignettes,
        catalogue=runtime.catalogue,
        allows=runtime.config.vignettes.allows,
        clock=runtime.clock,
        handed_over=partial(_handed_over, picture_source(runtime.config)),
    )


def _handed_over(source: PictureSource) -> Iterable[str]:
    return source.handed_over() if isinstance(source, FolderPictures) else ()


def misnamed_pictures(config: Config) -> list[str]:
    """Return the names in ``vignettes.folder`` that are of no picture, ready to be printed.

    Raises:
        ConfigError: the folder is not there, or may not be read.
    """
    source = picture_source(config)
    files = source.left_alone() if isinstance(source, FolderPictures) else ()
    return [ascii(file.name)[1:-1] for file in files]


def shown_vignettes(runtime: Runtime) -> ShownVignettes:
    """Return what a process knows of the copies; one for each process."""
    return ShownVignettes(
        runtime.stores.mediacentre.vignettes, runtime.config.vignettes.allows, runtime.clock
    )

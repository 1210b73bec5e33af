"""Every exception of the stub: configuration that cannot start, a portal that does not answer."""

from collections.abc import Sequence


class ConfigError(ValueError):
    """The configuration cannot be used; ``problems`` holds every mistake, not the first."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


class PortalError(Exception):
    """The portal could not be asked.  ``code`` and ``status`` are what the page shows."""

    code = "EF-PRT-01"
    status = 502
    title = "Le portail ne répond pas"

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}")


class PortalTimeoutError(PortalError):
    """The portal took longer than the time allowed."""

    code = "EF-PRT-02"
    status = 504
    title = "Le portail met trop de temps à répondre"


class PortalAnswerError(PortalError):
    """The portal answered something that cannot be used."""

    code = "EF-PRT-03"
    title = "La réponse du portail est inutilisable"


class RefusedMessageError(ValueError):
    """A message that proves nothing; ``reason`` is one French phrase that does not quote it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class UnreadableXmlError(RefusedMessageError):
    """Bytes that are not XML we agree to read."""


class ShapeError(RefusedMessageError):
    """XML that is not shaped like the message it should be."""


class SignatureRefusedError(RefusedMessageError):
    """A signature that does not hold, or is not there."""

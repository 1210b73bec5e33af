"""On which terms data is processed: the portal's side, and what was agreed with each provider."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who answers for data: a name, and where a letter or a message reaches them."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Who answers for the portal itself, and by which act it exists (RGPD 4, 13, 30, 37).

    ``controller`` (*responsable de traitement*) decides, ``processor`` (*sous-traitant*) runs the
    portal for it, ``officer`` is the data protection officer (*délégué à la protection des
    données*), ``legal_act`` is the act that gave the task (*acte réglementaire*, *délibération*).
    """

    controller: Party
    processor: Party
    officer: Party
    legal_act: str


class ProviderRole(StrEnum):
    """What a provider is towards the controller of the portal."""

    PROCESSOR = "processor"
    """It does what it is told, by contract (*sous-traitant*, RGPD 28)."""
    JOINT_CONTROLLER = "joint_controller"
    """It decides together with the portal's controller (*responsable conjoint*, RGPD 26)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubProcessor:
    """Somebody whom the provider lets touch the data, where, and what for."""

    name: str
    country: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A country outside of the European Economic Area that data reaches, and what protects it."""

    country: str
    safeguard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed with one provider.  Countries are ISO 3166-1 alpha-2 codes.

    ``contract`` is the reference under which the portal's controller finds the paper.
    """

    role: ProviderRole
    contract: str
    hosting: tuple[str, ...]
    contact: str = ""
    sub_processors: tuple[SubProcessor, ...] = ()
    transfers: tuple[Transfer, ...] = ()

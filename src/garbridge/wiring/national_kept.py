"""Keeps the last good lists of the GAR where one-time things wait, sealed.

A list says what somebody, most often a child, reads at school.  So the store gets a key from which
nobody finds a person without the portal's secret, a body that only that secret opens, and an end
after which it is gone; and of a list only what the médiacentre shows.
"""

import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, cast

from garbridge.config import Config
from garbridge.config.national_list import LONGEST_KEPT
from garbridge.core.identifiers import PersonId, SchoolId, TenantId
from garbridge.core.national import ListedResource, Presentation, Term
from garbridge.errors import KeyInUseError, StoreError
from garbridge.formats.sealing import SecretSealer
from garbridge.ports import KeptList, OneTimeEntry, OneTimeStore, TokenSource, Transaction
from garbridge.wiring.keyring import secret_sealer
from garbridge.wiring.stores import Stores

_LOG: Final = logging.getLogger("garbridge.national")
_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""An instant at which nothing has ended: what has is in the way of what takes its place until
somebody sweeps it."""
_VERSION: Final = 2
_TEXTS: Final = ("id", "title", "address", "publisher", "thumbnail", "badge", "description")
_TERMS: Final = ("documents", "levels", "subjects")
_Packed = list[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedLists:
    """The last good lists of one tenant.

    Args:
        tenant: Whose people.
        store: Where they wait.
        sealer: Seals them; its first secret names them.
        transaction: One list takes the place of another in one.
        tokens: Under what each is sealed.
        lifetime: How long they are kept.
    """

    tenant: TenantId
    store: OneTimeStore
    sealer: SecretSealer = field(repr=False)
    transaction: Transaction
    tokens: TokenSource = field(repr=False)
    lifetime: timedelta

    def of_person(self, person: PersonId, *, now: datetime) -> Mapping[SchoolId, KeptList]:
        """Return what is kept of *person* at *now*."""
        key = self.key_of(person)
        body = self.store.peek(key, now=now)
        if body is None:
            return {}
        name, _, sealed = body.partition(b"\n")
        opened = self.sealer.unseal(_under(key, name.decode("ascii", "replace")), sealed)
        if opened is None:
            return {}
        found = _unpacked(opened).items()
        return {school: one for school, one in found if now < one.at + self.lifetime}

    def keep(self, person: PersonId, lists: Mapping[SchoolId, KeptList], *, now: datetime) -> None:
        """Let *lists* stand for everything that was kept of *person* before."""
        if not lists:
            return
        key, name = self.key_of(person), self.tokens()
        body = name.encode("ascii") + b"\n" + self.sealer.seal(_under(key, name), _packed(lists))
        until = max(one.at for one in lists.values()) + self.lifetime
        try:
            with self.transaction():
                self.store.redeem(key, now=_EVER)
                self.store.keep(OneTimeEntry(key, body, until), now=now)
        except KeyInUseError:
            return  # somebody else's answer came at the same time
        except StoreError as failed:
            _LOG.warning("a list of the GAR is not kept: %s", failed.code)

    def forget(self, person: PersonId) -> None:
        """Remove everything that is kept of *person*, under whichever secret it was named.

        Raises:
            StoreError: it is not certain that it is gone.
        """
        for secret in self.sealer.secrets:
            self.store.redeem(self._named(person, secret), now=_EVER)

    def key_of(self, person: PersonId) -> str:
        """Return under which name the lists of *person* wait; without the secret nobody can."""
        return self._named(person, self.sealer.secrets[0])

    def _named(self, person: PersonId, secret: bytes) -> str:
        said = f"garbridge national lists\x00{self.tenant}\x00{person}".encode()
        return hmac.digest(secret, said, "sha256").hex()


def sealed_lists(config: Config, stores: Stores, tokens: TokenSource) -> SealedLists:
    """Return what keeps them; also where the portal asks the GAR nothing any more.

    What was kept before it was told so is still somebody's.
    """
    national = config.national
    listing = None if national is None else national.listing
    return SealedLists(
        tenant=config.tenant,
        store=stores.once,
        sealer=secret_sealer(config),
        transaction=stores.transaction,
        tokens=tokens,
        lifetime=LONGEST_KEPT if listing is None else listing.kept,
    )


def _under(key: str, name: str) -> str:
    """Return under what a list is sealed: whoever writes to the store can lend nobody another's."""
    return f"{key} {name}"


def _packed(lists: Mapping[SchoolId, KeptList]) -> bytes:
    said = [
        _VERSION,
        {k: [v.at.isoformat(), [*map(_parts, v.resources)]] for k, v in lists.items()},
    ]
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()


def _parts(one: ListedResource) -> _Packed:
    texts: _Packed = [getattr(one, name) for name in _TEXTS]
    terms: _Packed = [[term.label for term in getattr(one, name)] for name in _TERMS]
    return [*texts, *terms, one.presentation.code, one.presentation.label]


@lru_cache(maxsize=256)
def _unpacked(body: bytes) -> Mapping[SchoolId, KeptList]:
    version, lists = cast("tuple[int, dict[str, tuple[str, list[_Packed]]]]", json.loads(body))
    if version != _VERSION:
        return {}
    return {
        SchoolId(school): KeptList(datetime.fromisoformat(at), tuple(map(_whole, resources)))
        for school, (at, resources) in lists.items()
    }


def _whole(parts: _Packed) -> ListedResource:
    (*texts, documents, levels, subjects, code, label) = parts
    resource, title, address, publisher, thumbnail, badge, description = cast("list[str]", texts)
    return ListedResource(
        id=resource,
        title=title,
        address=address,
        publisher=publisher,
        thumbnail=thumbnail,
        badge=badge,
        description=description,
        documents=_terms(documents),
        levels=_terms(levels),
        subjects=_terms(subjects),
        presentation=Presentation(cast("str", code), cast("str", label)),
    )


def _terms(labels: object) -> tuple[Term, ...]:
    return tuple(Term("", label) for label in cast("list[str]", labels))

"""``[privacy]`` of ``garbridge.toml``, ``[terms]`` of a provider's file: who answers for what."""

import re

from garbridge.config.tables import Table, member
from garbridge.core.retention import DEFAULT_MONTHS, Kept, Retention, longest
from garbridge.core.terms import (
    Party,
    ProviderRole,
    Responsibility,
    SubProcessor,
    Terms,
    Transfer,
)
from garbridge.errors import ValueRefusedError

_COUNTRY = re.compile(r"[A-Z]{2}")


def read_responsibility(top: Table) -> Responsibility | None:
    """Return ``[privacy]`` of *top*; everything in it is required, and so is the table itself.

    ``None`` where something is missing, and noted.
    """
    table = top.table("privacy")
    if table is None:
        if "privacy" not in top.values:
            top.problem("privacy", "missing: who answers for the data, and by which act")
        return None
    parties = [_party(table, key) for key in ("controller", "processor", "officer")]
    legal_act = table.text("legal_act")
    table.finish()
    controller, processor, officer = parties
    if controller is None or processor is None or officer is None:
        return None
    return Responsibility(
        controller=controller, processor=processor, officer=officer, legal_act=legal_act
    )


def _party(table: Table, key: str) -> Party | None:
    inner = table.table(key)
    if inner is None:
        if key not in table.values:
            table.problem(key, "missing")
        return None
    party = Party(name=inner.text("name"), contact=inner.text("contact"))
    inner.finish()
    return party


def read_retention(top: Table) -> Retention:
    """Return ``[retention]`` of *top*: months by kind; what it does not name has its default."""
    table = top.table("retention")
    if table is None:
        return Retention()
    months = {kept: table.number(kept.value, DEFAULT_MONTHS[kept], longest(kept)) for kept in Kept}
    table.finish()
    return Retention(months)


def read_terms(top: Table) -> Terms | None:
    """Return ``[terms]`` of *top*, a provider's file; ``None`` where it is silent."""
    table = top.table("terms")
    if table is None:
        return None
    role = table.parsed("role", member(ProviderRole))
    hosting = _countries(table, "hosting")
    terms = Terms(
        role=role or ProviderRole.PROCESSOR,
        contract=table.text("contract"),
        hosting=hosting,
        contact=table.text("contact", ""),
        sub_processors=tuple([_sub_processor(one) for one in table.tables("sub_processors")]),
        transfers=tuple([_transfer(one) for one in table.tables("transfers")]),
    )
    table.finish()
    return terms


def _sub_processor(table: Table) -> SubProcessor:
    found = SubProcessor(
        name=table.text("name"), country=_one_country(table), purpose=table.text("purpose")
    )
    table.finish()
    return found


def _transfer(table: Table) -> Transfer:
    found = Transfer(country=_one_country(table), safeguard=table.text("safeguard"))
    table.finish()
    return found


def _one_country(table: Table) -> str:
    return table.parsed("country", _country) or ""


def _countries(table: Table, key: str) -> tuple[str, ...]:
    found = table.texts(key)
    if not found:
        table.problem(key, "missing: at least one country")
    for text in found or ():
        try:
            _country(text)
        except ValueRefusedError as refused:
            table.problem(key, str(refused))
    return found or ()


def _country(text: str) -> str:
    if _COUNTRY.fullmatch(text) is None:
        raise ValueRefusedError("country", text, "two capital letters, such as FR")
    return text

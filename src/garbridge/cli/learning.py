"""What providers learn, about one person or about a population, printed."""

import json
from collections.abc import Iterable, Sequence

import click

from garbridge.cli.language import say
from garbridge.core.attributes import Attribute, AttributeCatalogue
from garbridge.core.release import Claim
from garbridge.services.explaining import Learnt
from garbridge.services.exposing import Exposed


def named_attribute(attribute: Attribute, catalogue: AttributeCatalogue) -> str:
    """Return *attribute* with its label, or alone where it is no longer in the catalogue."""
    facts = catalogue.get(attribute)
    return f"{attribute} ({facts.label})" if facts else attribute


def claim_documents(claims: Iterable[Claim]) -> list[dict[str, object]]:
    """Return the JSON form of *claims*: its keys are stable."""
    return [
        {"name": claim.attribute, "values": list(claim.values), "purpose": claim.purpose}
        for claim in claims
    ]


def claim_lines(claims: Iterable[Claim], catalogue: AttributeCatalogue) -> list[str]:
    """Return a line for each of *claims*."""
    return [
        f"  + {named_attribute(one.attribute, catalogue)} = {', '.join(one.values)} — {one.purpose}"
        for one in claims
    ]


def reserved_lines(reserved: Iterable[Attribute], catalogue: AttributeCatalogue) -> list[str]:
    """Return a line for each attribute of which whoever asks is not told whether it leaves."""
    why = say("prévue par la politique\u202f; ce qui part n’est montré qu’à la direction")
    return [f"  ? {named_attribute(one, catalogue)} : {why}" for one in reserved]


def print_learnt(found: Sequence[Learnt], catalogue: AttributeCatalogue, *, as_json: bool) -> None:
    """Print what is learnt, by provider and resource; the JSON has stable keys."""
    if as_json:
        rows = [
            {
                "provider": one.resource.provider,
                "resource": one.resource.id,
                "school": one.school,
                "subject": one.released.subject or None,
                "released": claim_documents(one.released.claims),
                "reserved": list(one.reserved),
            }
            for one in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo(say("personne n’apprend rien"))
    for one in found:
        title = f"{one.resource.title} ({one.resource.id})"
        click.echo(f"{one.resource.provider} · {title} · {one.school}")
        lines = claim_lines(one.released.claims, catalogue)
        for line in (*lines, *reserved_lines(one.reserved, catalogue)):
            click.echo(line)


def print_exposed(found: Exposed, *, as_json: bool) -> None:
    """Print how far people can be told apart; the JSON has stable keys."""
    if as_json:
        document = {
            "providers": [
                {
                    "provider": one.provider,
                    "people": one.people,
                    "tuples": one.tuples,
                    "smallest": one.smallest,
                    "alone": one.alone,
                }
                for one in found.singly
            ],
            "pairs": [
                {
                    "providers": [one.one, one.two],
                    "people": one.people,
                    "alone": one.alone,
                    "share": round(one.alone / one.people, 4),
                }
                for one in found.jointly
            ],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for single in found.singly:
        said = say("{} : {} personne(s), {} profil(s) de données, plus petit groupe {}, seules {}")
        click.echo(
            said.format(
                single.provider, single.people, single.tuples, single.smallest, single.alone
            )
        )
    for pair in found.jointly:
        said = say("{} + {} : {} personne(s) en commun, {:.1%} seules dans le recoupement")
        click.echo(said.format(pair.one, pair.two, pair.people, pair.alone / pair.people))
    if not found.singly:
        click.echo(say("personne n’apprend rien"))

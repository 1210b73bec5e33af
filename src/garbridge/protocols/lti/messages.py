"""What an ``id_token`` says (Core 5 and Security Framework 5.1.2; Deep Linking 4.4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from garbridge.core.anonymity import Level
from garbridge.core.attributes import Attribute
from garbridge.core.identifiers import ProviderId
from garbridge.core.links import DeepLink
from garbridge.core.people import Profile
from garbridge.core.records import quick
from garbridge.core.release import ReleasedClaims
from garbridge.protocols.lti import names
from garbridge.protocols.lti.tools import LtiTool, ToolLink

BACK: Final = timedelta(seconds=5)
"""How far an ``iat`` is set back: a tool whose clock is behind ours would refuse one ahead."""
LIFETIME: Final = timedelta(minutes=5)
"""From ``iat`` to ``exp``."""
SEPARATOR: Final = ";"
"""Between the values of one attribute: a custom parameter is one text (Core 5.4.6)."""

Opaque = Callable[[ProviderId, tuple[str, ...]], str]
"""Returns the name of a thing at one tool, that no other tool can compare."""

NAMED: Mapping[Attribute, str] = {
    Attribute.NOM: "family_name",
    Attribute.PRE: "given_name",
    Attribute.P_MEL: "email",
}
"""What has a claim of OpenID Connect Core 5.1, for a tool that learns names."""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Everything one ``id_token`` is made from: *claims*, and facts that are of nobody.

    ``opaque`` names the placement and its context for this tool alone.
    """

    tool: LtiTool
    claims: ReleasedClaims
    issuer: str
    nonce: str
    now: datetime
    return_url: str
    opaque: Opaque

    def launch(self, deep: DeepLink | None, link: ToolLink, title: str) -> dict[str, object]:
        """Return the claims of a resource link launch.

        Args:
            deep: The place that was clicked, ``None`` for the resource's first page.
            link: Where the resource stands at the tool.
            title: The resource's, as the catalogue has it.
        """
        school, name = _school(self.claims), "" if deep is None else deep.id
        place = ("lti", "resource_link", school, self.claims.resource, name)
        custom = {**link.custom, **({} if deep is None else deep.custom)}
        return {
            **self._about(custom),
            names.MESSAGE_TYPE: names.RESOURCE_LINK_REQUEST,
            names.TARGET_LINK_URI: link.target_link_uri if deep is None else deep.url,
            names.RESOURCE_LINK: {
                "id": self.opaque(self.tool.provider, place),
                "title": title if deep is None else deep.title,
            },
        }

    def deep_linking(
        self, settings: Mapping[str, object], custom: Mapping[str, str]
    ) -> dict[str, object]:
        """Return the claims of a request to choose content (Deep Linking 4.4)."""
        return {
            **self._about(custom),
            names.MESSAGE_TYPE: names.DEEP_LINKING_REQUEST,
            names.DEEP_LINKING_SETTINGS: dict(settings),
        }

    def _about(self, custom: Mapping[str, str]) -> dict[str, object]:
        """Return what both messages say: who, in which roles, where, until when."""
        tool, values = self.tool, self.claims.values()
        issued, school = int((self.now - BACK).timestamp()), _school(self.claims)
        context = self.opaque(tool.provider, ("lti", "context", school)) if school else ""
        own = named_values(values, tool.level)
        return {
            "iss": self.issuer,
            "aud": tool.client_id,
            "iat": issued,
            "exp": issued + int(LIFETIME.total_seconds()),
            "nonce": self.nonce,
            names.VERSION: names.LTI_VERSION,
            names.DEPLOYMENT_ID: tool.deployment_id,
            **({"sub": self.claims.subject} if self.claims.subject else {}),
            **own,
            names.ROLES: list(roles_of(tool, values.get(Attribute.PRO, ()))),
            **({names.CONTEXT: {"id": context, "type": [names.GROUP]}} if context else {}),
            names.CUSTOM: {**custom, **other_values(values, own)},
            names.LAUNCH_PRESENTATION: {
                "document_target": "window",
                "return_url": self.return_url,
            },
        }


def _school(claims: ReleasedClaims) -> str:
    """Return the school, where the policy tells it; else nothing may differ by it."""
    return "".join(claims.values().get(Attribute.UAI, ()))


def roles_of(tool: LtiTool, told: Sequence[str]) -> tuple[str, ...]:
    """Return the roles of *told*, the values of ``PRO`` that leave; none of none.

    A text that takes the place of the profile, in a policy of constants, is no role.
    """
    profiles = {f"National_{profile}": profile for profile in Profile}
    return tuple(
        role for value in told if value in profiles for role in tool.roles.get(profiles[value], ())
    )


def named_values(values: Mapping[str, tuple[str, ...]], level: Level) -> dict[str, str]:
    """Return the claims that OpenID Connect has names for, where the tool learns names."""
    if level is not Level.NAME:
        return {}
    found = {
        claim: values[attribute][0] for attribute, claim in NAMED.items() if attribute in values
    }
    if "given_name" in found and "family_name" in found:
        found["name"] = full_name(found["given_name"], found["family_name"])
    return found


def full_name(given: str, family: str) -> str:
    """Return the whole name, as it is written in France."""
    return f"{given} {family}"


def other_values(values: Mapping[str, tuple[str, ...]], own: Mapping[str, str]) -> dict[str, str]:
    """Return every attribute that no claim of *own* tells, each as one text."""
    placed = {attribute for attribute, claim in NAMED.items() if claim in own}
    return {name: joined(told) for name, told in values.items() if name not in placed}


def joined(values: Sequence[str]) -> str:
    r"""Return *values* as one text that has only one reading.

    >>> print(joined(["3A##3e A", "a;b"]))
    3A##3e A;a\;b
    """
    escaped = [value.replace("\\", "\\\\").replace(SEPARATOR, f"\\{SEPARATOR}") for value in values]
    return SEPARATOR.join(escaped)

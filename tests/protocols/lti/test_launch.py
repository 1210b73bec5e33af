"""What a tool is told at a launch."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.protocols.lti.platform import (
    CLICK,
    ISSUER,
    LAUNCH,
    NAMED,
    OTHER_TOOL,
    REFERENCE,
    SUBJECT,
    TOOL,
    Platform,
    claims,
    core,
    opaque,
    read,
)

from garbridge.core.anonymity import Level
from garbridge.core.attributes import Attribute
from garbridge.core.people import Profile
from garbridge.core.proving import differences, told_of
from garbridge.core.release import Claim, ReleasedClaims
from garbridge.errors import ReleaseMismatchError
from garbridge.ports import Answer, AutoPostForm, Obstacle
from garbridge.protocols.lti import LtiTools
from garbridge.testing.links import LINK
from garbridge.testing.world import ATLAS, COLLEGE, NOW, PUBLISHER

LIS = "http://purl.imsglobal.org/vocab/lis/v2/"


def test_the_click_goes_to_the_tools_login() -> None:
    """Every parameter of Security Framework 5.1.1.1; who it is stands in none of them."""
    platform = Platform()
    start = platform.initiation.begin(CLICK, ATLAS, link=None, now=NOW)
    assert start is not None

    sent = platform.click()
    assert start.url.startswith("https://parc.example/lti/login?from=ent&iss=")
    assert set(sent) == {
        *("from", "iss", "target_link_uri", "login_hint", "lti_message_hint", "client_id"),
        "lti_deployment_id",
    }
    assert sent["iss"] == ISSUER
    assert sent["target_link_uri"] == ATLAS.url
    assert (sent["client_id"], sent["lti_deployment_id"]) == ("parc-au-portail", "1")
    assert CLICK.person not in start.url
    assert CLICK.school not in start.url
    sealed = urlsafe_b64decode(sent["lti_message_hint"] + "===")
    assert CLICK.person.encode() not in sealed
    assert len(start.url) < 2000


def test_a_provider_of_another_protocol_does_not_start_here() -> None:
    """Its click is left to the next."""
    platform = Platform(tools=LtiTools([OTHER_TOOL]))

    assert platform.initiation.begin(CLICK, ATLAS, link=None, now=NOW) is None
    assert platform.initiation.choose(CLICK, ATLAS, now=NOW) is None


def test_a_launch_tells_what_is_released_and_nothing_more() -> None:
    """The whole token, claim by claim."""
    told = Platform().token(claims())

    now = int(NOW.timestamp())
    link = opaque(PUBLISHER.id, ("lti", "resource_link", "0561641E", ATLAS.id, ""))
    assert told == {
        "iss": ISSUER,
        "aud": "parc-au-portail",
        "iat": now - 5,
        "exp": now + 295,
        "nonce": "nonce-1",
        "sub": SUBJECT,
        core("version"): "1.3.0",
        core("message_type"): "LtiResourceLinkRequest",
        core("deployment_id"): "1",
        core("target_link_uri"): ATLAS.url,
        core("resource_link"): {"id": link, "title": ATLAS.title},
        core("roles"): [f"{LIS}institution/person#Student", f"{LIS}membership#Learner"],
        core("context"): {
            "id": opaque(PUBLISHER.id, ("lti", "context", "0561641E")),
            "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#Group"],
        },
        core("custom"): {
            "theme": "clair",
            "IDO": SUBJECT,
            "PRO": "National_elv",
            "UAI": "0561641E",
            "DIV": "1S1##1S1\\; option;2NDE04##Seconde\\\\4",
        },
        core("launch_presentation"): {
            "document_target": "window",
            "return_url": f"{ISSUER}/mediacentre/",
        },
    }


def test_without_a_policy_a_tool_learns_the_opaque_subject_only() -> None:
    """No role, no context, no attribute: nothing to check means no."""
    told = Platform().token(ReleasedClaims(SUBJECT, ATLAS.id, ()))

    assert told["sub"] == SUBJECT
    assert told[core("roles")] == []
    assert told[core("custom")] == {"theme": "clair"}
    assert core("context") not in told


def test_a_tool_that_learns_names_has_them_in_their_own_claims() -> None:
    """And not a second time in ``custom``."""
    platform = Platform(tools=LtiTools([replace(TOOL, level=Level.NAME)]))

    told = platform.token(claims(*NAMED))

    assert (told["given_name"], told["family_name"]) == ("Zoé", "Étoile-Marquée")
    assert told["name"] == "Zoé Étoile-Marquée"
    assert "email" not in told
    custom = told[core("custom")]
    assert isinstance(custom, dict)
    assert not {"NOM", "PRE"} & custom.keys()


def test_a_public_tool_gets_no_subject() -> None:
    """Whoever comes again is a stranger (Core 5.3.6.1)."""
    platform = Platform(tools=LtiTools([replace(TOOL, level=Level.PUBLIC)]))

    told = platform.token(claims(subject=""))

    assert "sub" not in told
    assert SUBJECT not in json.dumps(told)


@pytest.mark.parametrize("profile", Profile)
def test_every_profile_has_its_roles(profile: Profile) -> None:
    """Each a URI of LIS; only teachers and librarians instruct."""
    own = ReleasedClaims(SUBJECT, ATLAS.id, (Claim(Attribute.PRO, (f"National_{profile}",), ""),))

    roles = Platform().token(own)[core("roles")]

    assert isinstance(roles, list)
    assert roles
    assert all(str(role).startswith(LIS) for role in roles)
    teaches = profile in {Profile.TEACHER, Profile.LIBRARIAN}
    assert (f"{LIS}membership#Instructor" in roles) == teaches


def test_a_text_in_the_place_of_the_profile_is_no_role() -> None:
    """A policy of constants tells one text to all: no profile can be read off it."""
    own = ReleasedClaims(SUBJECT, ATLAS.id, (Claim(Attribute.PRO, ("membre",), ""),))

    assert Platform().token(own)[core("roles")] == []


def test_an_agreement_may_say_other_roles() -> None:
    """Profile by profile; the others stay as they are."""
    mentor = f"{LIS}membership#Mentor"
    roles = {**TOOL.roles, Profile.PUPIL: (mentor,)}
    platform = Platform(tools=LtiTools([replace(TOOL, roles=roles)]))

    assert platform.token(claims())[core("roles")] == [mentor]


def test_a_deep_link_has_its_own_place() -> None:
    """Address, title and parameters are the link's; the resource link id is another one."""
    platform = Platform()
    platform.links.add([LINK])
    sent = platform.click(link=LINK)
    sign_in = platform.adapter.parse(platform.asked(sent), now=NOW)

    told = read(platform.answer(sign_in, claims()).response)

    assert sent["target_link_uri"] == told[core("target_link_uri")] == LINK.url
    place = told[core("resource_link")]
    assert isinstance(place, dict)
    assert place["title"] == LINK.title
    first = Platform().token(claims())[core("resource_link")]
    assert isinstance(first, dict)
    assert place["id"] != first["id"]
    custom = told[core("custom")]
    assert isinstance(custom, dict)
    assert LINK.custom.items() <= custom.items()


def test_what_the_policy_keeps_back_no_identifier_tells() -> None:
    """Without the school two schools have one resource link, and no context."""
    own = ReleasedClaims(SUBJECT, ATLAS.id, ())
    platform = Platform()
    there = platform.click(replace(CLICK, school=LINK.school))
    elsewhere = platform.click(replace(CLICK, school=COLLEGE.id))

    told = [
        read(platform.answer(platform.adapter.parse(platform.asked(s), now=NOW), own).response)
        for s in (there, elsewhere)
    ]

    assert told[0][core("resource_link")] == told[1][core("resource_link")]


def test_the_form_goes_to_the_registered_address_with_the_state() -> None:
    """And may reach the origins of the agreement, no others."""
    platform = Platform(tools=LtiTools([replace(TOOL, origins=("https://app.parc.example",))]))

    form = platform.answer(platform.parsed(), claims()).response

    assert form.action == LAUNCH
    assert form.fields.keys() == {"id_token", "state"}
    assert form.fields["state"] == 'état "1" <&>'
    assert form.origins == ("https://parc.example", "https://app.parc.example")


def test_a_tool_without_a_state_gets_none() -> None:
    """Nothing is made up."""
    platform = Platform()

    form = platform.answer(platform.parsed(state=None), claims()).response

    assert form.fields.keys() == {"id_token"}


def test_a_request_by_post_is_read_the_same() -> None:
    """Security Framework 5.1.1.2 allows both."""
    platform = Platform()
    asked = platform.asked(platform.click())
    fields = tuple(parse_qsl(asked.query))

    sign_in = platform.adapter.parse(replace(asked, method="POST", query="", form=fields), now=NOW)

    assert sign_in.resource == ATLAS.id
    assert sign_in.click == CLICK


@pytest.mark.parametrize("level", Level)
def test_what_is_told_is_read_back(level: Level) -> None:
    """The proof of the launch agrees with what was decided, at every level."""
    platform = Platform(tools=LtiTools([replace(TOOL, level=level)]))
    named = NAMED if level is Level.NAME else ()
    decided = claims(*named, subject="" if level is Level.PUBLIC else SUBJECT)
    sign_in = platform.parsed()

    told = platform.adapter.read_back(sign_in, platform.answer(sign_in, decided), now=NOW)

    assert differences(told, told_of(decided)) == ()


def test_an_answer_to_another_request_is_not_proved() -> None:
    """Another nonce, state or address: nothing leaves."""
    platform = Platform()
    answer = platform.answer(platform.parsed(), claims())

    for other in ({"nonce": "nonce-2"}, {"state": "x"}, {"redirect_uri": TOOL.redirect_uris[1]}):
        with pytest.raises(ReleaseMismatchError):
            platform.adapter.read_back(platform.parsed(**other), answer, now=NOW)


def test_a_wider_answer_is_found() -> None:
    """The reader tells what is there: a name at a pseudonymous tool is beside."""
    platform = Platform(tools=LtiTools([replace(TOOL, level=Level.NAME)]))
    sign_in = platform.parsed()
    answer = platform.answer(sign_in, claims(*NAMED))
    strict = replace(sign_in, detail=replace(sign_in.detail, tool=TOOL))

    told = platform.adapter.read_back(strict, answer, now=NOW)

    assert differences(told, told_of(claims()))
    assert "name" in told.beside


def test_a_form_elsewhere_or_with_more_is_not_proved() -> None:
    """What the page posts is the whole message."""
    platform = Platform()
    sign_in = platform.parsed()
    form = platform.answer(sign_in, claims()).response

    for wrong in (
        replace(form, action="https://evil.example/"),
        replace(form, fields={**form.fields, "name": "Zoé"}),
        AutoPostForm(form.action, {"id_token": "a.b.c", "state": form.fields["state"]}, ()),
    ):
        with pytest.raises(ReleaseMismatchError):
            platform.adapter.read_back(sign_in, Answer(wrong), now=NOW)


def test_half_a_character_stops_the_launch() -> None:
    """It could not be told as it is, so nothing is."""
    platform = Platform()

    with pytest.raises(ReleaseMismatchError):
        platform.answer(platform.parsed(), claims(Claim(Attribute.CIV, ("M\ud800",), "saluer")))


def test_nobody_signed_in_is_told_as_an_error() -> None:
    """``prompt=none``: no page of the portal's; but a refusal explains itself."""
    platform = Platform()
    sign_in = platform.parsed()

    for obstacle, error in (
        (Obstacle.PAGE, "login_required"),
        (Obstacle.NOT_FRESH, "login_required"),
        (Obstacle.CHOICE, "interaction_required"),
    ):
        form = platform.adapter.decline(sign_in, obstacle, now=NOW)
        assert form is not None
        assert form.action == LAUNCH
        assert dict(form.fields) == {"error": error, "state": 'état "1" <&>'}
    assert platform.adapter.decline(sign_in, Obstacle.REFUSED, now=NOW) is None


def test_content_is_asked_for_with_what_the_answer_must_bring() -> None:
    """The settings of Deep Linking 4.4.1; the same facts about the person as a launch."""
    platform = Platform()
    sent = platform.click(choose=True)
    sign_in = platform.adapter.parse(platform.asked(sent), now=NOW)

    answer = platform.answer(sign_in, claims())
    told = read(answer.response)

    assert sent["target_link_uri"] == TOOL.deep_linking
    assert told[core("message_type")] == "LtiDeepLinkingRequest"
    assert core("resource_link") not in told
    settings = told["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"]
    assert isinstance(settings, dict)
    assert settings["deep_link_return_url"] == f"{ISSUER}/lti/deep-linking-return"
    assert settings["accept_types"] == ["ltiResourceLink", "link"]
    (entry,) = answer.entries
    assert REFERENCE.encode() not in entry.body
    assert urlsplit(str(settings["data"])).geturl() not in entry.key
    proved = platform.adapter.read_back(sign_in, answer, now=NOW)
    assert differences(proved, told_of(claims())) == ()

"""The addresses by which LTI names its claims, messages and roles."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from garbridge.core.people import Profile

_CORE: Final = "https://purl.imsglobal.org/spec/lti/claim/"
_LINKING: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"

MESSAGE_TYPE: Final = f"{_CORE}message_type"
VERSION: Final = f"{_CORE}version"
DEPLOYMENT_ID: Final = f"{_CORE}deployment_id"
TARGET_LINK_URI: Final = f"{_CORE}target_link_uri"
RESOURCE_LINK: Final = f"{_CORE}resource_link"
ROLES: Final = f"{_CORE}roles"
CONTEXT: Final = f"{_CORE}context"
CUSTOM: Final = f"{_CORE}custom"
LAUNCH_PRESENTATION: Final = f"{_CORE}launch_presentation"
DEEP_LINKING_SETTINGS: Final = f"{_LINKING}deep_linking_settings"
CONTENT_ITEMS: Final = f"{_LINKING}content_items"
DATA: Final = f"{_LINKING}data"
MESSAGE: Final = f"{_LINKING}msg"

LTI_VERSION: Final = "1.3.0"
RESOURCE_LINK_REQUEST: Final = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST: Final = "LtiDeepLinkingRequest"
DEEP_LINKING_RESPONSE: Final = "LtiDeepLinkingResponse"

GROUP: Final = "http://purl.imsglobal.org/vocab/lis/v2/course#Group"
"""The type of a context that is a whole school (Core, Appendix A.1)."""

_INSTITUTION: Final = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_MEMBERSHIP: Final = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_STUDENT = (f"{_INSTITUTION}Student", f"{_MEMBERSHIP}Learner")
_INSTRUCTOR = (f"{_INSTITUTION}Faculty", f"{_MEMBERSHIP}Instructor")
_STAFF = (f"{_INSTITUTION}Staff",)

LIS_ROLES: Mapping[Profile, tuple[str, ...]] = MappingProxyType(
    {
        Profile.PUPIL: _STUDENT,
        Profile.TEACHER: _INSTRUCTOR,
        Profile.LIBRARIAN: _INSTRUCTOR,
        Profile.HEAD: (f"{_INSTITUTION}Administrator", f"{_MEMBERSHIP}Administrator"),
        Profile.SCHOOL_LIFE: _STAFF,
        Profile.SCHOOL_STAFF: _STAFF,
        Profile.LOCAL_AUTHORITY_STAFF: _STAFF,
    }
)
"""What each profile is in the vocabulary of LIS, unless a tool's agreement says otherwise.

A librarian of a French school (*professeur documentaliste*) teaches.  A head administers; staff who
do not teach are in no role of a course, so that no tool shows them what is a teacher's.
"""

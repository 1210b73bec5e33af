"""What is checked of an arrival, and the words for one check."""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus


class CheckId(StrEnum):
    """What is checked, in the order of the pages."""

    READABLE = "readable"
    STRUCTURE = "structure"
    STATUS = "status"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    DESTINATION = "destination"
    RECIPIENT = "recipient"
    IN_RESPONSE_TO = "in_response_to"
    SINGLE_USE = "single_use"
    WINDOW = "window"
    STATEMENTS = "statements"
    RELAY_STATE = "relay_state"
    SUBJECT = "subject"
    SECOND_READING = "second_reading"
    TICKET_SHAPE = "ticket_shape"
    OPEN_REQUEST = "open_request"
    TICKET_SINGLE_USE = "ticket_single_use"
    PORTAL_ANSWER = "portal_answer"
    TICKET = "ticket"
    CAS_USER = "cas_user"
    OIDC_RESPONSE = "oidc_response"
    OIDC_OPEN_REQUEST = "oidc_open_request"
    OIDC_ANSWERER = "oidc_answerer"
    OIDC_SINGLE_USE = "oidc_single_use"
    OIDC_ANSWER = "oidc_answer"
    OIDC_CODE = "oidc_code"
    OIDC_SIGNATURE = "oidc_signature"
    OIDC_ISSUER = "oidc_issuer"
    OIDC_AUDIENCE = "oidc_audience"
    OIDC_WINDOW = "oidc_window"
    OIDC_NONCE = "oidc_nonce"
    OIDC_ACCESS_TOKEN = "oidc_access_token"  # noqa: S105 - the name of a check
    OIDC_USERINFO = "oidc_userinfo"
    OIDC_SUBJECT = "oidc_subject"
    LTI_INITIATION = "lti_initiation"
    LTI_STATE = "lti_state"
    LTI_READABLE = "lti_readable"
    LTI_SIGNATURE = "lti_signature"
    LTI_ISSUER = "lti_issuer"
    LTI_AUDIENCE = "lti_audience"
    LTI_NONCE = "lti_nonce"
    LTI_WINDOW = "lti_window"
    LTI_DEPLOYMENT = "lti_deployment"
    LTI_MESSAGE = "lti_message"
    LTI_TARGET = "lti_target"
    LTI_SINGLE_USE = "lti_single_use"
    LTI_SUBJECT = "lti_subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The words for one check: its code, its name, and the sentence of its refusal."""

    code: str
    label: str
    refusal: str
    status: HTTPStatus = HTTPStatus.FORBIDDEN

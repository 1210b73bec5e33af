"""The words for what is checked of a response of OpenID Connect."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from provider_stub.check_ids import CheckId, Text

OIDC_TEXTS: Mapping[CheckId, Text] = MappingProxyType(
    {
        CheckId.OIDC_RESPONSE: Text(
            code="EF-OIDC-01",
            label="Réponse du portail",
            refusal="Le portail répond qu'il n'ouvre pas l'accès, ou ne répond pas comme il faut.",
        ),
        CheckId.OIDC_OPEN_REQUEST: Text(
            code="EF-OIDC-02",
            label="Demande ouverte par ce navigateur (state)",
            refusal="Aucune demande ouverte de ce navigateur ne correspond à cette réponse.",
        ),
        CheckId.OIDC_ANSWERER: Text(
            code="EF-OIDC-03",
            label="Qui répond (iss)",
            refusal="La réponse ne dit pas qu'elle vient du portail attendu.",
        ),
        CheckId.OIDC_SINGLE_USE: Text(
            code="EF-OIDC-04",
            label="Usage unique",
            refusal="Ce code a déjà servi.",
        ),
        CheckId.OIDC_ANSWER: Text(
            code="EF-OIDC-05",
            label="Réponse du portail lisible",
            refusal="La réponse du portail n'a pas la forme attendue.",
            status=HTTPStatus.BAD_GATEWAY,
        ),
        CheckId.OIDC_CODE: Text(
            code="EF-OIDC-06",
            label="Code reconnu par le portail",
            refusal="Le portail ne reconnaît pas ce code.",
        ),
        CheckId.OIDC_SIGNATURE: Text(
            code="EF-OIDC-07",
            label="Signature du jeton d'identité",
            refusal="La signature ne prouve pas que le jeton vient du portail.",
        ),
        CheckId.OIDC_ISSUER: Text(
            code="EF-OIDC-08",
            label="Émetteur",
            refusal="Le jeton n'est pas émis par le portail attendu.",
        ),
        CheckId.OIDC_AUDIENCE: Text(
            code="EF-OIDC-09",
            label="Audience",
            refusal="Le jeton est destiné à un autre client.",
        ),
        CheckId.OIDC_WINDOW: Text(
            code="EF-OIDC-10",
            label="Fenêtre de temps",
            refusal="Le jeton n'est pas valable à cette heure.",
        ),
        CheckId.OIDC_NONCE: Text(
            code="EF-OIDC-11",
            label="Réponse à notre demande (nonce)",
            refusal="Le jeton répond à une autre demande que la nôtre.",
        ),
        CheckId.OIDC_ACCESS_TOKEN: Text(
            code="EF-OIDC-12",
            label="Jeton d'accès joint (at_hash)",
            refusal="Le jeton d'accès n'est pas celui du jeton d'identité.",
        ),
        CheckId.OIDC_USERINFO: Text(
            code="EF-OIDC-13",
            label="Même sujet dans userinfo",
            refusal="Le portail parle de quelqu'un d'autre dans userinfo.",
        ),
        CheckId.OIDC_SUBJECT: Text(
            code="EF-OIDC-14",
            label="Sujet",
            refusal="Le jeton ne porte pas d'identifiant utilisable.",
        ),
    }
)

"""The words for what is checked of a SAML message."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from provider_stub.check_ids import CheckId, Text

SAML_TEXTS: Mapping[CheckId, Text] = MappingProxyType(
    {
        CheckId.READABLE: Text(
            code="EF-MSG-01",
            label="Message lisible",
            refusal="Le message reçu n'est pas un message que l'on accepte de lire.",
            status=HTTPStatus.BAD_REQUEST,
        ),
        CheckId.STRUCTURE: Text(
            code="EF-MSG-02",
            label="Structure",
            refusal="Le message n'a pas la forme attendue.",
            status=HTTPStatus.BAD_REQUEST,
        ),
        CheckId.STATUS: Text(
            code="EF-SAML-01",
            label="Statut",
            refusal="Le portail répond qu'il n'ouvre pas l'accès.",
        ),
        CheckId.SIGNATURE: Text(
            code="EF-SAML-02",
            label="Signature",
            refusal="La signature ne prouve pas que le message vient du portail.",
        ),
        CheckId.ISSUER: Text(
            code="EF-SAML-03",
            label="Émetteur",
            refusal="Le message n'est pas émis par le portail attendu.",
        ),
        CheckId.AUDIENCE: Text(
            code="EF-SAML-04",
            label="Audience",
            refusal="Le message est destiné à un autre fournisseur.",
        ),
        CheckId.DESTINATION: Text(
            code="EF-SAML-05",
            label="Destination",
            refusal="Le message est adressé à un autre point de réception.",
        ),
        CheckId.RECIPIENT: Text(
            code="EF-SAML-06",
            label="Destinataire de la confirmation",
            refusal="L'assertion est à remettre à une autre adresse.",
        ),
        CheckId.IN_RESPONSE_TO: Text(
            code="EF-SAML-07",
            label="Réponse à notre demande",
            refusal="Aucune demande ouverte de ce navigateur ne correspond à cette réponse.",
        ),
        CheckId.SINGLE_USE: Text(
            code="EF-SAML-08",
            label="Usage unique",
            refusal="Cette assertion a déjà servi.",
        ),
        CheckId.WINDOW: Text(
            code="EF-SAML-09",
            label="Fenêtre de temps",
            refusal="Le message n'est pas valable à cette heure.",
        ),
        CheckId.STATEMENTS: Text(
            code="EF-SAML-10",
            label="Déclaration d'authentification",
            refusal="L'assertion ne dit pas, ou dit deux fois, qu'une personne s'est identifiée.",
        ),
        CheckId.RELAY_STATE: Text(
            code="EF-SAML-11",
            label="RelayState rendu intact",
            refusal="Le RelayState n'est pas revenu tel qu'il était parti.",
        ),
        CheckId.SUBJECT: Text(
            code="EF-SAML-12",
            label="Sujet",
            refusal="L'assertion ne porte pas d'identifiant utilisable.",
        ),
        CheckId.SECOND_READING: Text(
            code="EF-SAML-13",
            label="Seconde lecture (pysaml2)",
            refusal="La bibliothèque SAML, elle, refuse ce message.",
        ),
    }
)

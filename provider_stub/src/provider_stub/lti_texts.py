"""The words for what is checked of a launch by LTI."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from provider_stub.check_ids import CheckId, Text

LTI_TEXTS: Mapping[CheckId, Text] = MappingProxyType(
    {
        CheckId.LTI_INITIATION: Text(
            code="EF-LTI-01",
            label="Lancement par le portail",
            refusal="Ce n'est pas notre portail qui lance l'une de nos ressources.",
        ),
        CheckId.LTI_STATE: Text(
            code="EF-LTI-02",
            label="Demande ouverte par ce navigateur (state)",
            refusal="Aucune demande ouverte de ce navigateur ne correspond à ce lancement.",
        ),
        CheckId.LTI_READABLE: Text(
            code="EF-LTI-03",
            label="Jeton lisible",
            refusal="Le jeton reçu n'est pas un jeton que l'on accepte de lire.",
            status=HTTPStatus.BAD_REQUEST,
        ),
        CheckId.LTI_SIGNATURE: Text(
            code="EF-LTI-04",
            label="Signature",
            refusal="La signature ne prouve pas que le jeton vient du portail.",
        ),
        CheckId.LTI_ISSUER: Text(
            code="EF-LTI-05",
            label="Émetteur",
            refusal="Le jeton n'est pas émis par le portail attendu.",
        ),
        CheckId.LTI_AUDIENCE: Text(
            code="EF-LTI-06",
            label="Audience",
            refusal="Le jeton est destiné à un autre outil.",
        ),
        CheckId.LTI_NONCE: Text(
            code="EF-LTI-07",
            label="Réponse à notre demande (nonce)",
            refusal="Le jeton répond à une autre demande.",
        ),
        CheckId.LTI_WINDOW: Text(
            code="EF-LTI-08",
            label="Fenêtre de temps",
            refusal="Le jeton n'est pas valable à cette heure.",
        ),
        CheckId.LTI_DEPLOYMENT: Text(
            code="EF-LTI-09",
            label="Déploiement",
            refusal="Le jeton vaut pour un autre déploiement.",
        ),
        CheckId.LTI_MESSAGE: Text(
            code="EF-LTI-10",
            label="Type de message",
            refusal="Le message n'est pas un lancement de ressource LTI 1.3.",
        ),
        CheckId.LTI_TARGET: Text(
            code="EF-LTI-11",
            label="Ressource visée",
            refusal="Le jeton vise une autre ressource que celle qui a été demandée.",
        ),
        CheckId.LTI_SINGLE_USE: Text(
            code="EF-LTI-12",
            label="Usage unique",
            refusal="Ce jeton a déjà servi.",
        ),
        CheckId.LTI_SUBJECT: Text(
            code="EF-LTI-13",
            label="Sujet",
            refusal="Le jeton ne porte pas d'identifiant utilisable.",
        ),
    }
)

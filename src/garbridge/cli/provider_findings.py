"""The words of a report on a provider's metadata: what there is, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from garbridge.cli.language import say
from garbridge.core.messages import N_, Message
from garbridge.protocols.saml.conformance import Finding, Level, Topic


@dataclass(frozen=True, slots=True)
class Words:
    """What is found, and the advice where there is any."""

    what: Message
    advice: Message | None = None


_LEVELS: Mapping[Level, Message] = MappingProxyType(
    {
        Level.ERROR: N_("ERREUR"),
        Level.WARNING: N_("ATTENTION"),
        Level.NOTE: N_("note"),
    }
)
_WORDS: Mapping[Topic, Words] = MappingProxyType(
    {
        Topic.UNUSABLE: Words(
            N_("ces métadonnées ne peuvent pas servir"),
            N_("l’éditeur doit corriger ce point, puis vous redonner ses métadonnées"),
        ),
        Topic.ENTITY: Words(N_("fournisseur de service")),
        Topic.WITHOUT_END: Words(
            N_("les métadonnées ne disent pas quand elles prennent fin (validUntil)"),
            N_(
                "reçues en main propre, elles servent ainsi ; pour les relire à leur adresse, "
                "demandez un validUntil, ou écrivez metadata_without_end = true"
            ),
        ),
        Topic.VALID_UNTIL: Words(N_("les métadonnées valent jusqu’au")),
        Topic.VALID_SHORTLY: Words(
            N_("les métadonnées prennent fin bientôt"),
            N_(
                "nommez leur adresse dans metadata_url, et faites tourner garbridge metadata "
                "refresh"
            ),
        ),
        Topic.SIGNED_REQUESTS: Words(
            N_("ses demandes sont signées : sans signature, elles seront refusées")
        ),
        Topic.UNSIGNED_REQUESTS: Words(
            N_("ses demandes ne sont pas signées (AuthnRequestsSigned)"),
            N_(
                "demandez-lui de les signer : sans cela, n’importe quel site peut en faire "
                "partir une"
            ),
        ),
        Topic.NO_SIGNING_KEY: Words(
            N_("ses demandes seront signées, et aucune clé ne permet de le vérifier"),
            N_('demandez des métadonnées avec un KeyDescriptor use="signing"'),
        ),
        Topic.SIGNING_KEY: Words(N_("clé de signature")),
        Topic.SHORT_KEY: Words(N_("clé de signature, acceptée ; 3072 bits sont recommandés")),
        Topic.CERTIFICATE_ENDED: Words(
            N_("un certificat a pris fin"),
            N_(
                "ici seule la clé compte et rien ne s’arrête ; ses propres logiciels peuvent, eux, "
                "s’y tenir : prévenez-le"
            ),
        ),
        Topic.CERTIFICATE_ENDS: Words(
            N_("un certificat prend fin bientôt"),
            N_("demandez-lui s’il change de clé, et publiez les deux pendant ce temps"),
        ),
        Topic.CONSUMER_SERVICE: Words(N_("la réponse est postée, signée, à")),
        Topic.PERSISTENT: Words(
            N_("identifiant persistant : la même personne sera reconnue d’une fois à l’autre")
        ),
        Topic.TRANSIENT: Words(
            N_("il demande un identifiant d’une seule fois (transient)"),
            N_(
                "une personne y sera inconnue à chaque visite : s’il garde des travaux, demandez "
                "le "
                'format persistent ; s’il ne doit reconnaître personne, name_id = "transient"'
            ),
        ),
        Topic.OTHER_FORMATS: Words(
            N_("il demande un format d’identifiant qui n’est donné à personne"),
            N_(
                "une demande qui exige ce format sera refusée (InvalidNameIDPolicy) : il doit "
                "accepter "
                "persistent"
            ),
        ),
        Topic.PAIRWISE_ID: Words(
            N_("il demande pairwise-id : le même identifiant lui est donné sous cette forme aussi")
        ),
        Topic.SUBJECT_ID: Words(
            N_("il exige subject-id, un identifiant commun à tous les éditeurs"),
            N_("il n’est donné à personne : demandez-lui pairwise-id"),
        ),
        Topic.NO_ATTRIBUTE: Words(
            N_("il ne demande aucune donnée ; ce que prévoit votre politique lui est transmis")
        ),
        Topic.KNOWN_ATTRIBUTE: Words(
            N_(
                "donnée demandée : transmise seulement si votre politique la prévoit, avec sa "
                "finalité"
            )
        ),
        Topic.STAFF_ATTRIBUTE: Words(
            N_(
                "donnée demandée : jamais transmise pour un élève, et seulement si votre "
                "politique la "
                "prévoit"
            )
        ),
        Topic.UNKNOWN_ATTRIBUTE: Words(
            N_("donnée demandée, inconnue du catalogue : elle ne sera pas transmise")
        ),
        Topic.REQUIRED_UNKNOWN: Words(
            N_("donnée exigée, inconnue du catalogue : elle ne sera pas transmise"),
            N_(
                "si c’est une donnée du GAR sous un autre nom, donnez ce nom dans "
                "[saml.attribute_names] ; sinon, demandez à l’éditeur s’il s’en passe"
            ),
        ),
        Topic.ENCRYPTION: Words(N_("il peut recevoir des réponses chiffrées (encrypt = true)")),
        Topic.NO_ENCRYPTION: Words(
            N_(
                "il n’offre pas de clé de chiffrement utilisable : la réponse passe en clair par "
                "le "
                "navigateur, sous TLS"
            )
        ),
        Topic.LOGOUT: Words(N_("déconnexion demandée par")),
        Topic.NO_LOGOUT: Words(
            N_("aucun SingleLogoutService"),
            N_("après une déconnexion du portail, sa page dira qu’il est peut-être encore ouvert"),
        ),
    }
)


def line_of(finding: Finding) -> str:
    """Return *finding* in the language of the shell, on one line."""
    words = _WORDS[finding.topic]
    what = say(words.what)
    subject = f" : {finding.subject}" if finding.subject else ""
    return f"{say(_LEVELS[finding.level])}  {what}{subject}"


def advice_of(finding: Finding) -> str:
    """Return what to do about *finding*; empty where there is nothing."""
    advice = _WORDS[finding.topic].advice
    return "" if advice is None else say(advice)

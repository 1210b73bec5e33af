"""The words of a report on a provider's metadata: what there is, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from garbridge.cli.language import say
from garbridge.protocols.saml.conformance import Finding, Level, Topic


@dataclass(frozen=True, slots=True)
class Words:
    """What is found, in French and English, and the advice where there is any."""

    french: str
    english: str
    advice: str = ""
    advice_english: str = ""


_LEVELS: Mapping[Level, tuple[str, str]] = MappingProxyType(
    {
        Level.ERROR: ("ERREUR", "ERROR"),
        Level.WARNING: ("ATTENTION", "WARNING"),
        Level.NOTE: ("note", "note"),
    }
)
_WORDS: Mapping[Topic, Words] = MappingProxyType(
    {
        Topic.UNUSABLE: Words(
            "ces métadonnées ne peuvent pas servir",
            "these metadata cannot be used",
            "l’éditeur doit corriger ce point, puis vous redonner ses métadonnées",
            "the provider must mend this and hand its metadata over again",
        ),
        Topic.ENTITY: Words("fournisseur de service", "service provider"),
        Topic.WITHOUT_END: Words(
            "les métadonnées ne disent pas quand elles prennent fin (validUntil)",
            "the metadata state no end (validUntil)",
            "reçues en main propre, elles servent ainsi ; pour les relire à leur adresse, "
            "demandez un validUntil, ou écrivez metadata_without_end = true",
            "handed over they are used so; to refresh them from an address ask for a "
            "validUntil, or write metadata_without_end = true",
        ),
        Topic.VALID_UNTIL: Words("les métadonnées valent jusqu’au", "the metadata hold until"),
        Topic.VALID_SHORTLY: Words(
            "les métadonnées prennent fin bientôt",
            "the metadata end soon",
            "nommez leur adresse dans metadata_url, et faites tourner garbridge metadata refresh",
            "name their address in metadata_url, and run garbridge metadata refresh",
        ),
        Topic.SIGNED_REQUESTS: Words(
            "ses demandes sont signées : sans signature, elles seront refusées",
            "its requests are signed: one without a signature will be refused",
        ),
        Topic.UNSIGNED_REQUESTS: Words(
            "ses demandes ne sont pas signées (AuthnRequestsSigned)",
            "its requests are not signed (AuthnRequestsSigned)",
            "demandez-lui de les signer : sans cela, n’importe quel site peut en faire partir une",
            "ask it to sign them: without that any site can make one leave",
        ),
        Topic.NO_SIGNING_KEY: Words(
            "ses demandes seront signées, et aucune clé ne permet de le vérifier",
            "its requests will be signed, and no key is there to verify that",
            'demandez des métadonnées avec un KeyDescriptor use="signing"',
            'ask for metadata with a KeyDescriptor use="signing"',
        ),
        Topic.SIGNING_KEY: Words("clé de signature", "signing key"),
        Topic.SHORT_KEY: Words(
            "clé de signature, acceptée ; 3072 bits sont recommandés",
            "signing key, taken; 3072 bits are recommended",
        ),
        Topic.CERTIFICATE_ENDED: Words(
            "un certificat a pris fin",
            "a certificate has ended",
            "ici seule la clé compte et rien ne s’arrête ; ses propres logiciels peuvent, eux, "
            "s’y tenir : prévenez-le",
            "here the key alone counts and nothing stops; its own software may keep to it: "
            "tell the provider",
        ),
        Topic.CERTIFICATE_ENDS: Words(
            "un certificat prend fin bientôt",
            "a certificate ends soon",
            "demandez-lui s’il change de clé, et publiez les deux pendant ce temps",
            "ask whether its key changes, and let both be published meanwhile",
        ),
        Topic.CONSUMER_SERVICE: Words(
            "la réponse est postée, signée, à", "the signed answer is posted to"
        ),
        Topic.PERSISTENT: Words(
            "identifiant persistant : la même personne sera reconnue d’une fois à l’autre",
            "persistent identifier: the same person is known again",
        ),
        Topic.TRANSIENT: Words(
            "il demande un identifiant d’une seule fois (transient)",
            "it asks for an identifier of one visit (transient)",
            "une personne y sera inconnue à chaque visite : s’il garde des travaux, demandez le "
            'format persistent ; s’il ne doit reconnaître personne, name_id = "transient"',
            "a person is a stranger at each visit: where it keeps work, ask for the persistent "
            'format; where it must recognise nobody, name_id = "transient"',
        ),
        Topic.OTHER_FORMATS: Words(
            "il demande un format d’identifiant qui n’est donné à personne",
            "it asks for a format of identifier that is given to nobody",
            "une demande qui exige ce format sera refusée (InvalidNameIDPolicy) : il doit accepter "
            "persistent",
            "a request that insists on it is refused (InvalidNameIDPolicy): it must take "
            "persistent",
        ),
        Topic.PAIRWISE_ID: Words(
            "il demande pairwise-id : le même identifiant lui est donné sous cette forme aussi",
            "it asks for pairwise-id: the same identifier is given in that form, too",
        ),
        Topic.SUBJECT_ID: Words(
            "il exige subject-id, un identifiant commun à tous les éditeurs",
            "it needs subject-id, one identifier for all providers",
            "il n’est donné à personne : demandez-lui pairwise-id",
            "it is given to nobody: ask it for pairwise-id",
        ),
        Topic.NO_ATTRIBUTE: Words(
            "il ne demande aucune donnée ; ce que prévoit votre politique lui est transmis",
            "it asks for no attribute; what your policy holds is told",
        ),
        Topic.KNOWN_ATTRIBUTE: Words(
            "donnée demandée : transmise seulement si votre politique la prévoit, avec sa finalité",
            "attribute asked for: told only where your policy holds it, with its purpose",
        ),
        Topic.STAFF_ATTRIBUTE: Words(
            "donnée demandée : jamais transmise pour un élève, et seulement si votre politique la "
            "prévoit",
            "attribute asked for: never for a pupil, and only where your policy holds it",
        ),
        Topic.UNKNOWN_ATTRIBUTE: Words(
            "donnée demandée, inconnue du catalogue : elle ne sera pas transmise",
            "attribute asked for, not in the catalogue: it is not told",
        ),
        Topic.REQUIRED_UNKNOWN: Words(
            "donnée exigée, inconnue du catalogue : elle ne sera pas transmise",
            "attribute required, not in the catalogue: it is not told",
            "si c’est une donnée du GAR sous un autre nom, donnez ce nom dans "
            "[saml.attribute_names] ; sinon, demandez à l’éditeur s’il s’en passe",
            "where it is one of GAR's by another name, give that name in [saml.attribute_names]; "
            "else ask the provider whether it can do without",
        ),
        Topic.ENCRYPTION: Words(
            "il peut recevoir des réponses chiffrées (encrypt = true)",
            "it can be answered confidentially (encrypt = true)",
        ),
        Topic.NO_ENCRYPTION: Words(
            "il n’offre pas de clé de chiffrement utilisable : la réponse passe en clair par le "
            "navigateur, sous TLS",
            "it offers no usable key for encryption: the answer passes through the browser, by TLS",
        ),
        Topic.LOGOUT: Words("déconnexion demandée par", "logout asked by"),
        Topic.NO_LOGOUT: Words(
            "aucun SingleLogoutService",
            "no SingleLogoutService",
            "après une déconnexion du portail, sa page dira qu’il est peut-être encore ouvert",
            "after a logout at the portal its page says that it may still be open",
        ),
    }
)


def line_of(finding: Finding) -> str:
    """Return *finding* in the language of the shell, on one line."""
    words = _WORDS[finding.topic]
    what = say(words.french, words.english)
    subject = f" : {finding.subject}" if finding.subject else ""
    return f"{say(*_LEVELS[finding.level])}  {what}{subject}"


def advice_of(finding: Finding) -> str:
    """Return what to do about *finding*; empty where there is nothing."""
    words = _WORDS[finding.topic]
    return say(words.advice, words.advice_english)

"""What the médiacentre says of the GAR's lists."""

from collections.abc import Mapping

from garbridge.core.identifiers import ProviderId
from garbridge.core.messages import N_
from garbridge.formats.translations import Translations
from garbridge.services.national_launch import GAR_CONSOLE
from garbridge.services.national_shelf import GAR
from garbridge.web.sentences import Said, Sentences


class NationalWords(Sentences):
    """Every sentence about them; ``{}`` takes one value."""

    missing_title = Said(N_("Certaines ressources peuvent manquer"))
    none_came = Said(N_("{}\u00a0: les ressources du GAR ne sont pas là pour le moment."))
    kept_from = Said(N_("{}\u00a0: la liste du GAR est celle enregistrée {}."))
    today = Said(N_("aujourd’hui"))
    yesterday = Said(N_("hier"))
    on = Said(N_("le {}"))
    at = Said(N_("à"))
    try_later = Said(
        N_("Vos autres ressources s’ouvrent normalement. Réessayez dans quelques minutes.")
    )
    code = Said(N_("Code à communiquer à l’assistance\u00a0: {}"))
    twice_title = Said(N_("Vous avez une ressource en double"))
    twice_why = Said(
        N_(
            "Votre ENT et le GAR vous la donnent tous les deux. Choisissez toujours la même\u00a0: "
            "ce que vous faites dans l’une ne se retrouve pas toujours dans l’autre."
        )
    )
    console = Said(N_("Console d’affectation du GAR"))
    gar = Said(N_("GAR, le service de l’État"))


def named_of_the_gar(said: Translations) -> Mapping[ProviderId, str]:
    """Return what the GAR and its console are called where providers are told by name."""
    words = NationalWords.of(said)
    return {GAR: words.gar, GAR_CONSOLE: words.console}

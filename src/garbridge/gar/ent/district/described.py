"""The people a newcomer signs in as: each shows one thing, and stands among the 2,500 others.

``shows`` states what the access check answers for them, on the day for which the district was
written and after the exports of the day before and of that day were imported;
``tests/gar/ent/test_district.py`` holds that it does.  The refusals that no data can cause are
missing, and ``membership_not_started``, which an export cannot state.
"""

from typing import Final

from garbridge.core.access import Refusal
from garbridge.core.people import Profile
from garbridge.gar.ent.district.schools import HISTORY, LATIN, MATHS
from garbridge.gar.ent.district.settling import GRANTED, Described, Shown, Spot

ECOLE, TROIS, VAL, LYCEE = range(4)
"""The schools of the demonstration, in the order of its cluster."""

ATLAS: Final = "ark:/99999/gb-atlas"
EXERCICES: Final = "ark:/99999/gb-exercices"
DICTIONNAIRE: Final = "ark:/99999/gb-dictionnaire"
MANUEL: Final = "ark:/99999/gb-manuel-histoire"
ENCYCLOPEDIE: Final = "ark:/99999/gb-encyclopedie"
LANGUES: Final = "ark:/99999/gb-langues"
VIDEOS: Final = "ark:/99999/gb-videos"


def _pupil(site: int, *bands: str) -> Spot:
    return Spot(site, Profile.PUPIL, bands)


PEOPLE: Final = (
    Described(
        id="demo-zoe",
        family_name="Maréchal",
        given_name="Zoé",
        civility="Mme",
        birth=(15, 3, 9),
        other_names=("Aïcha", "Rose"),
        spots=(_pupil(LYCEE, "2DE1", "2DEESP1", "CHORALE"),),
        line="Élève de seconde : tout lui est attribué",
        shows=tuple(
            Shown(resource, LYCEE, GRANTED)
            for resource in (ATLAS, DICTIONNAIRE, MANUEL, ENCYCLOPEDIE, LANGUES, VIDEOS)
        ),
    ),
    Described(
        id="demo-bruno",
        family_name="Østergaard-Lemoine",
        given_name="Bruno",
        civility="M.",
        birth=(41, 10, 2),
        spots=(
            Spot(LYCEE, Profile.TEACHER, ("2DE1", "2DE2"), MATHS),
            Spot(TROIS, Profile.TEACHER, ("6A", "6B"), MATHS),
        ),
        line="Professeur dans deux établissements : la même ressource y fait deux vignettes",
        shows=(Shown(ATLAS, LYCEE, GRANTED), Shown(ATLAS, TROIS, GRANTED)),
    ),
    Described(
        id="demo-claire",
        family_name="N’Diaye",
        given_name="Claire",
        civility="Mme",
        birth=(38, 1, 30),
        spots=(Spot(TROIS, Profile.TEACHER, ("5A", "5B"), HISTORY), Spot(VAL, Profile.HEAD)),
        line="Enseignante dans un collège, direction dans un autre",
        shows=(
            Shown(ATLAS, TROIS, GRANTED),
            Shown(ENCYCLOPEDIE, VAL, GRANTED),
            Shown(ATLAS, VAL, Refusal.NO_SUBSCRIPTION),
        ),
    ),
    Described(
        id="demo-denis",
        family_name="Le Bris-Kerven",
        given_name="Denis",
        civility="M.",
        birth=(50, 6, 17),
        spots=(Spot(TROIS, Profile.LIBRARIAN),),
        line="Professeur documentaliste de collège",
        shows=(Shown(ENCYCLOPEDIE, TROIS, GRANTED), Shown(DICTIONNAIRE, TROIS, GRANTED)),
    ),
    Described(
        id="demo-elise",
        family_name="Guérin",
        given_name="Élise",
        civility="Mme",
        birth=(55, 12, 1),
        spots=(Spot(LYCEE, Profile.HEAD),),
        delegate=True,
        line="Proviseure et responsable d’affectation",
        shows=(Shown(DICTIONNAIRE, LYCEE, GRANTED),),
    ),
    Described(
        id="demo-farid",
        family_name="Çelik",
        given_name="Farid",
        civility="M.",
        birth=(10, 5, 21),
        spots=(_pupil(ECOLE, "CM2-A"),),
        line="Élève de CM2 (premier degré)",
        shows=(
            Shown(EXERCICES, ECOLE, GRANTED),
            Shown(DICTIONNAIRE, ECOLE, GRANTED),
            Shown(ATLAS, TROIS, Refusal.NOT_A_MEMBER),
        ),
    ),
    Described(
        id="demo-gaelle",
        family_name="Da Silva",
        given_name="Gaëlle",
        civility="Mme",
        birth=(12, 8, 4),
        spots=(_pupil(TROIS, "5C"),),
        line="Élève de cinquième à qui rien n’est attribué",
        shows=(
            Shown(ATLAS, TROIS, Refusal.NOT_ASSIGNED),
            Shown(DICTIONNAIRE, TROIS, Refusal.NOT_ASSIGNED),
        ),
    ),
    Described(
        id="demo-hugo",
        family_name="Lefèvre",
        given_name="Hugo",
        civility="M.",
        birth=(14, 11, 11),
        spots=(_pupil(VAL, "3A"),),
        line="Élève de troisième dont l’abonnement est terminé",
        shows=(
            Shown(MANUEL, VAL, Refusal.SUBSCRIPTION_EXPIRED),
            Shown(DICTIONNAIRE, VAL, GRANTED),
        ),
    ),
    Described(
        id="demo-ines",
        family_name="Fernández",
        given_name="Inès",
        civility="Mme",
        birth=(13, 2, 14),
        spots=(_pupil(VAL, "4B", "4ESP2"),),
        line="Élève de quatrième dont l’abonnement n’a pas commencé",
        shows=(Shown(LANGUES, VAL, Refusal.SUBSCRIPTION_NOT_STARTED),),
    ),
    Described(
        id="demo-jerome",
        family_name="Picard",
        given_name="Jérôme",
        civility="M.",
        birth=(29, 7, 7),
        spots=(Spot(LYCEE, Profile.SCHOOL_LIFE),),
        line="Assistant d’éducation : son profil n’est pas couvert",
        shows=(
            Shown(ENCYCLOPEDIE, LYCEE, Refusal.PROFILE_NOT_COVERED),
            Shown(DICTIONNAIRE, LYCEE, GRANTED),
        ),
    ),
    Described(
        id="demo-lea",
        family_name="Barthélemy",
        given_name="Léa",
        civility="Mme",
        birth=(11, 4, 26),
        spots=(_pupil(TROIS, "6A"),),
        line="Jumelle de Léo, même classe : une licence est la sienne",
        shows=(Shown(EXERCICES, TROIS, GRANTED), Shown(ATLAS, TROIS, GRANTED)),
    ),
    Described(
        id="demo-leo",
        family_name="Barthélemy",
        given_name="Léo",
        civility="M.",
        birth=(11, 4, 26),
        spots=(_pupil(TROIS, "6A"),),
        line="Jumeau de Léa, même classe : cette licence n’est pas la sienne",
        shows=(
            Shown(EXERCICES, TROIS, Refusal.NOT_ASSIGNED),
            Shown(ATLAS, TROIS, GRANTED),
        ),
    ),
    Described(
        id="demo-lea-bis",
        family_name="Barthélemy",
        given_name="Léa",
        civility="Mme",
        birth=(14, 9, 2),
        spots=(_pupil(TROIS, "3D"),),
        line="Homonyme de Léa, en troisième : rien de ce qui est à Léa n’est à elle",
        shows=(
            Shown(EXERCICES, TROIS, Refusal.NOT_ASSIGNED),
            Shown(ATLAS, TROIS, Refusal.NOT_ASSIGNED),
        ),
    ),
    Described(
        id="demo-karim",
        family_name="D’Almeida",
        given_name="Karim",
        civility="M.",
        birth=(12, 1, 19),
        spots=(_pupil(VAL, "5B"), _pupil(TROIS, "5B", "5ESP2")),
        line="Élève d’un collège, accueilli dans un autre",
        shows=(Shown(DICTIONNAIRE, VAL, GRANTED), Shown(LANGUES, TROIS, GRANTED)),
    ),
    Described(
        id="demo-maud",
        family_name="O’Brien",
        given_name="Maud",
        civility="Mme",
        birth=(33, 5, 5),
        spots=(Spot(ECOLE, Profile.TEACHER, ("CM1-A", "CM2-A")),),
        line="Professeure des écoles remplaçante, dans deux classes",
        shows=(Shown(EXERCICES, ECOLE, GRANTED),),
    ),
    Described(
        id="demo-nadia",
        family_name="Yildirim",
        given_name="Nadia",
        civility="Mme",
        birth=(44, 3, 23),
        spots=(Spot(TROIS, Profile.SCHOOL_STAFF),),
        line="Secrétaire de collège",
        shows=(Shown(DICTIONNAIRE, TROIS, Refusal.NOT_ASSIGNED),),
    ),
    Described(
        id="demo-oscar",
        family_name="Müller",
        given_name="Oscar",
        civility="M.",
        birth=(47, 8, 30),
        spots=(Spot(VAL, Profile.LOCAL_AUTHORITY_STAFF),),
        line="Agent de collectivité : son collège n’est pas abonné aux vidéos",
        shows=(
            Shown(VIDEOS, VAL, Refusal.NO_SUBSCRIPTION),
            Shown(DICTIONNAIRE, VAL, GRANTED),
        ),
    ),
    Described(
        id="demo-apolline",
        family_name="d’Estienne-Châteauneuf de La Roche-Saint-Aubin",
        given_name="Marie-Apolline Maximilienne",
        civility="Mme",
        birth=(59, 2, 28),
        spots=(Spot(LYCEE, Profile.TEACHER, ("1GLAT1", "TGLAT1"), LATIN),),
        line="Professeure au très long nom",
        shows=(Shown(ENCYCLOPEDIE, LYCEE, GRANTED),),
    ),
    Described(
        id="demo-paul",
        family_name="Grondin",
        given_name="Paul",
        civility="M.",
        birth=(16, 6, 6),
        spots=(_pupil(LYCEE, "1G2"),),
        line="Élève parti hier : son rattachement est terminé",
        shows=(Shown(DICTIONNAIRE, LYCEE, Refusal.MEMBERSHIP_ENDED),),
        left=True,
    ),
)

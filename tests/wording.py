"""Sentences of the library as tests read them: in both languages, with every form."""

from collections.abc import Iterator, Mapping
from typing import Final

from garbridge.core.messages import Language, Message
from garbridge.formats.translations import Translations, shipped
from garbridge.web.sentences import Counted, Each, Said, Sentences

FRENCH: Final = shipped().of(Language.FRENCH)
ENGLISH: Final = shipped().of(Language.ENGLISH)
PLURAL: Final = "|"
"""Stands between the form for one and the form for several."""


def whole(message: Message, said: Translations) -> str:
    """Return *message* as *said* has it, with both of its forms where it has two."""
    if not message.several:
        return said.text(message)
    return PLURAL.join(said.counted(message, n) for n in (1, 2))


def both(message: Message) -> tuple[str, str]:
    """Return *message* in French and in English."""
    return whole(message, FRENCH), whole(message, ENGLISH)


def messages_of(words: type[Sentences]) -> Mapping[str, Message]:
    """Return every message of a class of sentences, by the name that it has there."""
    return dict(_named(words))


def _named(words: type[Sentences]) -> Iterator[tuple[str, Message]]:
    for name, one in vars(words).items():
        if isinstance(one, Said | Counted):
            yield name, one.message
        elif isinstance(one, Each):
            yield from ((f"{name} {key}", message) for key, message in one.messages.items())

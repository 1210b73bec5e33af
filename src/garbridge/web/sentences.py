"""Sentences of pages as attributes: a class names each of them once, with its words in French.

What has no name of its own in a program, such as the texts that templates ask for by a key, stands
in tables instead (:mod:`garbridge.web.console.saying`).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Generic, Self, TypeVar, overload

from garbridge.core.messages import Message
from garbridge.formats.translations import Translations

K = TypeVar("K")


class Sentences:
    """Some sentences; an instance says them in the language of its *said*.

    >>> from garbridge.core.messages import Language, N_
    >>> from garbridge.formats.translations import shipped
    >>> class Words(Sentences):
    ...     skip = Said(N_("Aller au contenu"))
    ...     count = Counted(N_("{n} ressource", "{n} ressources"))
    >>> words = Words.of(shipped().of(Language.ENGLISH))
    >>> words.skip, words.count(1)
    ('Skip to content', '1 resource')
    """

    def __init__(self, said: Translations) -> None:
        self.said: Final = said

    @classmethod
    def of(cls, said: Translations) -> Self:
        """Return these sentences in the language of *said*, made once for each."""
        found = said.kept.get(cls)
        if not isinstance(found, cls):
            found = said.kept[cls] = cls(said)
        return found


class Said:
    """One sentence; *values* are those that are the same on every page."""

    __slots__ = ("message", "name", "values")

    def __init__(self, message: Message, **values: object) -> None:
        self.message: Final = message
        self.values: Final = values
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn where what was said is kept: beside the other values of the instance."""
        self.name = name

    @overload
    def __get__(self, words: None, owner: type) -> "Said": ...

    @overload
    def __get__(self, words: Sentences, owner: type) -> str: ...

    def __get__(self, words: Sentences | None, owner: type) -> "str | Said":
        """Return the sentence in the language of *words*."""
        if words is None:
            return self
        text = words.said.text(self.message)
        text = text.format(**self.values) if self.values else text
        vars(words)[self.name] = text  # which is looked at before this is asked again
        return text


class Counted:
    """One sentence about a number, ``{n}``."""

    __slots__ = ("message",)

    def __init__(self, message: Message) -> None:
        self.message: Final = message

    @overload
    def __get__(self, words: None, owner: type) -> "Counted": ...

    @overload
    def __get__(self, words: Sentences, owner: type) -> Callable[[int], str]: ...

    def __get__(self, words: Sentences | None, owner: type) -> "Callable[[int], str] | Counted":
        """Return what says it of a number."""
        if words is None:
            return self
        said, message = words.said, self.message
        return lambda n: said.counted(message, n).format(n=n)


class Each(Generic[K]):
    """A sentence for each of a closed set."""

    __slots__ = ("messages", "name")

    def __init__(self, messages: Mapping[K, Message]) -> None:
        self.messages: Final = messages
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn where what was said is kept."""
        self.name = name

    @overload
    def __get__(self, words: None, owner: type) -> "Each[K]": ...

    @overload
    def __get__(self, words: Sentences, owner: type) -> Mapping[K, str]: ...

    def __get__(self, words: Sentences | None, owner: type) -> "Mapping[K, str] | Each[K]":
        """Return all of them in the language of *words*."""
        if words is None:
            return self
        texts = {one: words.said.text(message) for one, message in self.messages.items()}
        vars(words)[self.name] = MappingProxyType(texts)
        return texts

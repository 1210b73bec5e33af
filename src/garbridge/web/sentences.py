"""Sentences of pages as attributes: a class names each of them once, with its words in French.

What has no name of its own in a program, such as the texts that templates ask for by a key, stands
in tables instead (:mod:`garbridge.web.console.saying`).
"""

from collections.abc import Callable, Mapping
from typing import Final, Generic, TypeVar, overload

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
    >>> words = Words(shipped().of(Language.ENGLISH))
    >>> words.skip, words.count(1)
    ('Skip to content', '1 resource')
    """

    __slots__ = ("said",)

    def __init__(self, said: Translations) -> None:
        self.said: Final = said


class Said:
    """One sentence; *values* are those that are the same on every page."""

    __slots__ = ("message", "values")

    def __init__(self, message: Message, **values: object) -> None:
        self.message: Final = message
        self.values: Final = values

    @overload
    def __get__(self, words: None, owner: type) -> "Said": ...

    @overload
    def __get__(self, words: Sentences, owner: type) -> str: ...

    def __get__(self, words: Sentences | None, owner: type) -> "str | Said":
        """Return the sentence in the language of *words*."""
        if words is None:
            return self
        text = words.said.text(self.message)
        return text.format(**self.values) if self.values else text


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

    __slots__ = ("messages",)

    def __init__(self, messages: Mapping[K, Message]) -> None:
        self.messages: Final = messages

    @overload
    def __get__(self, words: None, owner: type) -> "Each[K]": ...

    @overload
    def __get__(self, words: Sentences, owner: type) -> Mapping[K, str]: ...

    def __get__(self, words: Sentences | None, owner: type) -> "Mapping[K, str] | Each[K]":
        """Return all of them in the language of *words*."""
        if words is None:
            return self
        return {one: words.said.text(message) for one, message in self.messages.items()}

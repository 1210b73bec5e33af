"""Fields as texts, read one by one: what is wrong with them is gathered, not raised."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from garbridge.core.messages import N_, Message, Sentence, sentence
from garbridge.errors import ValueRefusedError

T = TypeVar("T")

Stated = Mapping[str, Sequence[str]]
"""What was stated: the texts of each field; a field without any may be absent."""


EMPTY: Final = N_("vide : {wanted}")
RULED: Final = N_("{reason} ({rule})")


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that is not kept: the field, the rule's number or nothing, and what is wanted.

    ``wanted`` is a sentence for whoever mends it, which takes ``values`` and never repeats what was
    stated; ``is_empty`` says that nothing was.
    """

    field: str
    rule: str
    wanted: Message
    values: tuple[tuple[str, str], ...] = ()
    is_empty: bool = False

    @property
    def reason(self) -> str:
        """The sentence in French, which machines are answered in."""
        return str(self._plain)

    @property
    def sentence(self) -> Sentence:
        """The sentence with the rule's number."""
        if not self.rule:
            return self._plain
        return sentence(RULED, reason=self._plain, rule=self.rule)

    @property
    def _plain(self) -> Sentence:
        found = Sentence(self.wanted, self.values)
        return sentence(EMPTY, wanted=found) if self.is_empty else found

    def said(self, text: Callable[[Message], str]) -> str:
        """Return the sentence in the language of *text*, which looks one up."""
        return self._plain.said(text)

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was stated, and what is wrong with it so far."""

    stated: Stated
    breaches: list[Breach] = field(default_factory=list[Breach])

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all texts of a field, without empty ones."""
        return tuple(text for text in self.stated.get(name, ()) if text)

    def text(self, name: str) -> str:
        """Return the text of a field; empty when it is not stated."""
        texts = self.texts(name)
        if len(texts) > 1:
            self.breach(name, "", N_("une seule valeur"))
        return texts[0] if texts else ""

    def breach(
        self, name: str, rule: str, wanted: Message, *, is_empty: bool = False, **values: str
    ) -> None:
        """Note a rule that is not kept."""
        self.breaches.append(Breach(name, rule, wanted, tuple(values.items()), is_empty))

    def parsed(
        self, name: str, parse: Callable[[str], T], rule: str, wanted: Message, **values: str
    ) -> T | None:
        """Return a required field turned into a value; ``None``, and a breach, if it cannot be."""
        text = self.text(name)
        try:
            return parse(text)
        except (ValueRefusedError, ValueError, KeyError, OverflowError):
            self.breach(name, rule, wanted, is_empty=not text, **values)
            return None

    def optional(
        self, name: str, parse: Callable[[str], T], rule: str, wanted: Message, **values: str
    ) -> T | None:
        """Return a field that need not be stated; ``None`` when it is not, or wrong."""
        return self.parsed(name, parse, rule, wanted, **values) if self.text(name) else None

"""Which language the command line speaks: French, unless the locale says English."""

import os


def english() -> bool:
    """Say whether the shell's locale asks for English (``LC_ALL``, ``LC_MESSAGES``, ``LANG``)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("en")
    return False


def say(french: str, in_english: str) -> str:
    """Return the sentence in the language of the shell."""
    return in_english if english() else french

"""The documents of a portal for whoever answers for its data: ``garbridge dpo pack``."""

from garbridge.formats.dossier.annex import annex_of
from garbridge.formats.dossier.impact import impact_of
from garbridge.formats.dossier.notice import notice_of
from garbridge.formats.dossier.register import COLUMNS, register_document, register_rows

__all__ = [
    "COLUMNS",
    "annex_of",
    "impact_of",
    "notice_of",
    "register_document",
    "register_rows",
]

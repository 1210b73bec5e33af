"""The site of the documentation: ``make docs`` builds it into ``docs/_build``."""

from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx import addnodes
from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent

project = "garbridge"
copyright = "the garbridge authors; Apache-2.0"  # noqa: A001 - Sphinx's name of it
language = "en"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "garbridge"
html_copy_source = False
html_show_sphinx = False
myst_heading_anchors = 3


def name_files(app: Sphinx, doctree: nodes.document) -> None:
    """Name what is in the repository and on no page of the site; any other target is missing."""
    here = (DOCS / app.env.docname).parent
    for link in list(doctree.findall(addnodes.pending_xref)):
        target = (here / link.get("reftarget", "")).resolve()
        is_ours = DOCS.parent in target.parents and DOCS not in target.parents
        if is_ours and (target.exists() or target.with_suffix(".md").exists()):
            link.replace_self(link.children)


def setup(app: Sphinx) -> dict[str, Any]:
    """Show tables of semicolons as they are: nobody colours them."""
    app.add_lexer("csv", TextLexer)
    app.connect("doctree-read", name_files)
    return {"parallel_read_safe": True}

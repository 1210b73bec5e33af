"""Run the examples of the documentation and of the docstrings, and set how properties are tried."""

from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers import myst, rest
from sybil.sybil import SybilCollection

settings.register_profile(
    "garbridge",
    deadline=None,  # a loaded machine is slow, not wrong
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("garbridge")

_markdown = Sybil(
    parsers=[myst.DocTestDirectiveParser(), myst.PythonCodeBlockParser()],
    patterns=["*.md"],
)
_library = Sybil(parsers=[rest.DocTestParser()], path="src", patterns=["*.py"])
_stub = Sybil(parsers=[rest.DocTestParser()], path="provider_stub/src", patterns=["*.py"])
pytest_collect_file = SybilCollection([_markdown, _library, _stub]).pytest()

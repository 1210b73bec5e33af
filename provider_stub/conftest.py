"""Give the name ``provider_stub`` back to the package.

pytest (importlib mode) calls the tests below ``provider_stub.tests.…`` after
this folder, and makes the folder itself a module of that name.
"""

import importlib
import sys

if getattr(sys.modules.get("provider_stub"), "__file__", None) is None:
    sys.modules.pop("provider_stub", None)
    importlib.import_module("provider_stub")

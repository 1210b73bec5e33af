"""Settings of gunicorn: its master loads the library, and each worker builds a portal of its own.

Four workers that load it at the same time take as many times longer on the small machines that
run tests.
"""

import garbridge.web

loaded = garbridge.web.GarBridge

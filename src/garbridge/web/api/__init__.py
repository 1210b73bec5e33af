"""``/mediacentre/api/v1/``: what the pages of the médiacentre show, as JSON.

For scripts of the portal's own pages: whoever is signed in asks about themselves, with the rights
that they have on the pages.  Every answer is made by the service that makes the page; nothing is
decided here, and nothing is computed a second time.

``static/openapi.json`` describes every address, ``docs/reference/api.md`` says how to use them.
"""

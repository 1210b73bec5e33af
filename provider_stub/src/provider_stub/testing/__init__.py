"""For tests of the stub, and of portals that want one: a tiny identity provider.

It shares no code with the stub, so that a mistake cannot cancel itself.
"""

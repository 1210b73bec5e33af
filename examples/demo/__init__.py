"""The demo: a fictional district's portal and a fictional publisher, each in its own process."""

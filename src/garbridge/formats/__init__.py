"""Formats that several protocols share: the hardened XML entry, signatures, sealing."""

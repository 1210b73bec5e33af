"""Makes ``pairwise.json``: golden vectors of the opaque identifiers, from the definition alone.

HMAC is written out here from RFC 2104 over SHA-512 (FIPS 180-4), and the message from the
sentence in ``design.md``, so that a mistake in the library cannot repeat itself in its vectors.
Run it again only to add a case; a value that changes makes every pupil a stranger to every
publisher::

    python tests/vectors/make_pairwise.py
"""

import hashlib
import json
from pathlib import Path

FILE = Path(__file__).with_name("pairwise.json")
BLOCK = 128
"""Bytes in one block of SHA-512."""

KEY = b"k" * 32
CASES = {
    "the-base-case": ("F0", "calculo", "alice", KEY),
    "another-provider": ("F0", "editions-du-parc", "alice", KEY),
    "another-tenant": ("F1", "calculo", "alice", KEY),
    "another-person": ("F0", "calculo", "bruno", KEY),
    "another-key": ("F0", "calculo", "alice", b"K" + b"k" * 31),
    "one-sector-for-all-providers": ("F0", "ent", "alice", KEY),
    "a-letter-moved-from-person-to-provider": ("F0", "calculoa", "lice", KEY),
    "a-letter-moved-from-provider-to-tenant": ("F0c", "alculo", "alice", KEY),
    "accents-count-in-bytes": ("F0", "calculo", "chloé", KEY),
    "accents-written-apart-are-another-name": ("F0", "calculo", "chloe\u0301", KEY),
    "outside-the-first-plane": ("F0", "calculo", "\U0001f9ed", KEY),
    "longest-names": ("F" * 20, "c" * 63, "a" * 64, KEY),
    "key-of-one-block": ("F0", "calculo", "alice", bytes(range(128))),
    "key-longer-than-one-block": ("F0", "calculo", "alice", bytes(range(200))),
}


def message(*parts: str) -> bytes:
    """Return each part after its length in bytes: four bytes, most significant first."""
    written = b""
    for part in parts:
        octets = part.encode("utf-8")
        size = len(octets)
        written += bytes([size >> 24 & 255, size >> 16 & 255, size >> 8 & 255, size & 255])
        written += octets
    return written


def hmac_sha512(key: bytes, text: bytes) -> str:
    """Return HMAC-SHA-512 as RFC 2104 defines it, in lower-case hexadecimal digits."""
    if len(key) > BLOCK:
        key = hashlib.sha512(key).digest()
    key += bytes(BLOCK - len(key))
    inner = bytes(octet ^ 0x36 for octet in key)
    outer = bytes(octet ^ 0x5C for octet in key)
    return hashlib.sha512(outer + hashlib.sha512(inner + text).digest()).hexdigest()


def base32(octets: bytes) -> str:
    """Return *octets* by five bits a letter (RFC 4648, section 6), lower case, without padding."""
    bits = "".join(f"{octet:08b}" for octet in octets)
    bits += "0" * (-len(bits) % 5)
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(letters[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def vectors() -> list[dict[str, str]]:
    """Return every case with its message and its identifier."""
    return [
        {
            "name": name,
            "tenant": tenant,
            "sector": sector,
            "person": person,
            "key": key.hex(),
            "message": message(tenant, sector, person).hex(),
            "subject": hmac_sha512(key, message(tenant, sector, person)),
            "scoped": base32(bytes.fromhex(hmac_sha512(key, message(tenant, sector, person))))
            + "@ent.example",
        }
        for name, (tenant, sector, person, key) in CASES.items()
    ]


def text() -> str:
    """Return the content of the file."""
    return json.dumps(vectors(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

"""Codes that are used once, read from paper and typed: 16 letters and digits that nobody takes for one another."""

from hashlib import sha256

RAW_BYTES = 10
"""80 random bits: nobody guesses one, so a plain SHA-256 keeps it."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32."""
_GROUP = 4
_LENGTH = RAW_BYTES * 8 // 5
_TAKEN_FOR = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


def readable(raw: bytes) -> str:
    """Ten random bytes as four groups of four.

    >>> readable(bytes(9) + bytes([35]))
    '0000-0000-0000-0013'
    """
    number = int.from_bytes(raw[:RAW_BYTES])
    signs = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def digest_of(typed: str) -> bytes:
    """How a code is stored and compared; case, spaces, dashes and what is taken for another sign don't count.

    >>> digest_of("O000 0000-0000-0oI3") == digest_of("0000-0000-0000-0013")
    True
    """
    return sha256(typed.lower().translate(_TAKEN_FOR).encode()).digest()

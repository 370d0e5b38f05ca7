"""Identifiers that sort by the moment they were made."""

import secrets
import time
from uuid import NAMESPACE_URL, UUID, uuid5

_RANDOM_BITS = 74


def uuid7() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    noise = secrets.randbits(_RANDOM_BITS)
    high, low = noise >> 62, noise & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def group_order_id(cycle: str, centre: str) -> UUID:
    """The group order of one centre in one cycle: the same id however often it is opened."""
    return uuid5(NAMESPACE_URL, f"vrac:group-order:{cycle}:{centre}")

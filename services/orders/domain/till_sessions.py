"""A till session: opened and closed by counting, whatever differs is booked with its reason, never hidden."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from services.orders.domain.ledger import CHAIN_START, Entry, Means, means_account, microseconds
from shared.kernel.refusal import Refused

DENOMINATIONS = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
"""Euro notes and coins, in cents."""
MOST_PIECES = 100_000

Pieces = Mapping[int, int]
"""How many notes or coins of each denomination."""


def counted_cents(pieces: Pieces) -> int:
    """What notes and coins come to.

    >>> counted_cents({2_000: 3, 50: 1})
    6050

    Raises:
        Refused: ``denomination_unknown``.
    """
    for denomination in pieces:
        if denomination not in DENOMINATIONS:
            raise Refused("denomination_unknown", denomination_cents=denomination)
    return sum(denomination * number for denomination, number in pieces.items())


def check_difference(expected_cents: int, counted: int, reason: str) -> int:
    """What is in the till beyond what should be; what differs needs a reason.

    Raises:
        Refused: ``till_difference_unexplained``.
    """
    difference = counted - expected_cents
    if difference and not reason:
        raise Refused(
            "till_difference_unexplained",
            expected_cents=expected_cents,
            counted_cents=counted,
            difference_cents=difference,
        )
    return difference


def difference_account(till: str) -> str:
    """What was found in a till beyond what should have been in it (negative), or was lacking (positive)."""
    return f"till:{till}:differences"


def found(till: str, difference_cents: int) -> tuple[Entry, ...]:
    """Cash that is there beyond what should be; negative: that lacks."""
    cash = Entry(means_account(Means.CASH, till), difference_cents)
    return cash, Entry(difference_account(till), -difference_cents)


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as the seal of its session covers it: whose, how, how much, when, and its place in the till's chain.

    Cash that was handed out and came late is one of a negative amount.
    """

    id: UUID
    payer_household_id: UUID
    means: Means
    amount_cents: int
    not_before: date | None
    received_at: datetime
    till_sequence: int

    def sealed(self) -> list[object]:
        """What of it is hashed."""
        waits = None if self.not_before is None else self.not_before.isoformat()
        money = [self.means, self.amount_cents, waits, microseconds(self.received_at), self.till_sequence]
        return [str(self.id), str(self.payer_household_id), *money]


@dataclass(frozen=True, slots=True)
class ClosedSession:
    """What closing fixes: the seal covers all of it, and through ``chain_head`` each transaction before.

    Args:
        id: Made by the device.
        till: The centre's code.
        number: Counts the till's sessions, from 1.
        linked_to: The session that payments came after; none: it was opened by counting.
        opened_at: When it was opened.
        float_cents: Counted at its opening.
        after_sequence: The last transaction of the till before it.
        closed_at: When it was closed.
        closed_by: Who counted.
        until_sequence: Its last transaction.
        chain_head: The hash of that transaction.
        expected_cents: What should have been in the till.
        pieces: What was counted.
        reason: Why it differs; empty where nothing does.
        counted_with: Of a linked one: the session with whose count it ended, so that it has none of its own.
        paid: Each payment in it and each late refund, by id; none: it was closed before seals covered payments.
    """

    id: UUID
    till: str
    number: int
    linked_to: UUID | None
    opened_at: datetime
    float_cents: int
    after_sequence: int
    closed_at: datetime
    closed_by: UUID
    until_sequence: int
    chain_head: bytes
    expected_cents: int
    pieces: Pieces
    reason: str
    counted_with: UUID | None
    paid: tuple[Paid, ...] | None

    def seal(self, previous: bytes = CHAIN_START) -> bytes:
        """The hash over this session and the seal of the one before it; of what was counted, what there is."""
        fields: list[object] = [
            str(self.id),
            self.till,
            self.number,
            None if self.linked_to is None else str(self.linked_to),
            microseconds(self.opened_at),
            self.float_cents,
            self.after_sequence,
            microseconds(self.closed_at),
            str(self.closed_by),
            self.until_sequence,
            self.chain_head.hex(),
            self.expected_cents,
            sorted((denomination, number) for denomination, number in self.pieces.items() if number),
            self.reason,
        ]
        if self.paid is not None:
            fields.append(None if self.counted_with is None else str(self.counted_with))
            fields.append([payment.sealed() for payment in self.paid])
        return sha256(previous + json.dumps(fields, ensure_ascii=False).encode()).digest()

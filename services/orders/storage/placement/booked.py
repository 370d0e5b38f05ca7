"""The ledger's part: entries of each accepted order, chained to its till in PostgreSQL itself."""

from sqlalchemy import (
    CTE,
    ColumnElement,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.types import BigInteger, Numeric

from services.orders.domain.ledger import Means, TransactionKind
from services.orders.storage.ledger_tables import ledger_entries, ledger_transactions, tills
from services.orders.storage.placement import sent

_AFTER_PAYMENTS = 1_000_000
_booked_by = bindparam("booked_by", type_=Uuid)


def money_in(accepted: CTE) -> CTE:
    """Each payment with its amount, the open one's being what was lacking; nothing lacking is no payment."""
    paid = sent.payments.c
    amount = func.coalesce(paid.amount_cents, accepted.c.lacking_cents)
    named = (paid.position, paid.id.label("payment_id"), paid.means, paid.not_before)
    return (
        select(accepted, *named, amount.label("amount_cents"))
        .join(sent.payments, paid.n == accepted.c.n)
        .where(amount > 0)
        .cte("money_in")
    )


def _account_of(means: ColumnElement[str], till: ColumnElement[str]) -> ColumnElement[str]:
    return case(
        (means == Means.CASH, literal("till:") + till + literal(":cash")),
        (means == Means.CHEQUE, literal("till:") + till + literal(":cheques")),
        (means == Means.CARD, literal("bank:card")),
        (means == Means.TRANSFER, literal("bank:transfers")),
    )


def entries(accepted: CTE, received: CTE) -> CTE:
    """As ``domain.ledger.received`` and ``held`` make them: money in, household credited, credit held."""
    credit = literal("household:") + accepted.c.number + literal(":credit")
    held = literal("household:") + accepted.c.number + literal(":held")
    payer = literal("household:") + received.c.number + literal(":credit")
    amount, hold = received.c.amount_cents, accepted.c.hold_cents
    account = _account_of(received.c.means, received.c.centre)
    position, last = received.c.position * 2, literal(_AFTER_PAYMENTS)
    every = union_all(
        select(received.c.n, position.label("place"), account.label("account"), amount.label("amount_cents")),
        select(received.c.n, position + 1, payer, -amount),
        select(accepted.c.n, last, credit, hold).where(hold != 0),
        select(accepted.c.n, last + 1, held, -hold).where(hold != 0),
    ).subquery("every")
    placed = func.row_number().over(partition_by=every.c.n, order_by=every.c.place).label("position")
    return select(every.c.n, placed, every.c.account, every.c.amount_cents).cte("entries")


def _transactions(accepted: CTE, entered: CTE) -> CTE:
    """One transaction an order that moves money, numbered within its till."""
    pair = func.jsonb_build_array(entered.c.account, entered.c.amount_cents)
    booked = (
        select(entered.c.n, func.jsonb_agg(aggregate_order_by(pair, entered.c.position)).label("entries"))
        .group_by(entered.c.n)
        .subquery("booked")
    )
    number = func.row_number().over(partition_by=accepted.c.centre, order_by=accepted.c.n)
    found = select(accepted, booked.c.entries, number.label("k")).join(booked, booked.c.n == accepted.c.n)
    return found.cte("transactions")


def _hash(previous: ColumnElement[bytes], booked: CTE, sequence: ColumnElement[int]) -> ColumnElement[bytes]:
    """As ``domain.ledger.Transaction.canonical`` and ``TillHead.after`` compute it."""
    epoch = cast(func.extract("epoch", booked.c.at), Numeric)
    canonical = func.jsonb_build_array(
        booked.c.transaction_id,
        cast(epoch * 1_000_000, BigInteger),
        literal(TransactionKind.ORDER.value, Text),
        _booked_by,
        literal("", Text),
        booked.c.cycle,
        booked.c.order_id,
        booked.c.centre,
        sequence,
        booked.c.entries,
    )
    return func.sha256(previous.op("||")(func.convert_to(cast(canonical, Text), "UTF8")))


def chain(accepted: CTE, entered: CTE) -> CTE:
    """Every transaction with its place and hash, from the heads of the locked tills on."""
    booked = _transactions(accepted, entered)
    heads = (
        select(tills.c.code, tills.c.chain_head, tills.c.sequence)
        .where(tills.c.code.in_(select(booked.c.centre)))
        .order_by(tills.c.code)
        .with_for_update(key_share=True)
        .cte("heads")
    )
    names = ("transaction_id", "at", "cycle", "order_id", "centre", "k")
    sequence, head = heads.c.sequence + 1, heads.c.chain_head
    first = select(
        *(booked.c[name] for name in names),
        sequence.label("till_sequence"),
        head.label("previous_hash"),
        _hash(head, booked, sequence).label("hash"),
    ).join(heads, (heads.c.code == booked.c.centre) & (booked.c.k == 1))
    chained = first.cte("chained", recursive=True)
    following = chained.c.till_sequence + 1
    return chained.union_all(
        select(
            *(booked.c[name] for name in names),
            following,
            chained.c.hash,
            _hash(chained.c.hash, booked, following),
        ).join(chained, (chained.c.centre == booked.c.centre) & (chained.c.k + 1 == booked.c.k))
    )


def stored_ledger(accepted: CTE, entered: CTE, chained: CTE) -> tuple[CTE, ...]:
    """The transactions and entries inserted, the tills' heads moved."""
    columns = ["id", "at", "kind", "by", "cycle", "order_id", "till", "till_sequence", "previous_hash", "hash"]
    link = chained.c
    transactions = insert(ledger_transactions).from_select(
        columns,
        select(
            *(link.transaction_id, link.at, literal(TransactionKind.ORDER.value, Text), _booked_by),
            *(link.cycle, link.order_id),
            *(link.centre, link.till_sequence, link.previous_hash, link.hash),
        ).order_by(link.centre, link.k),
    )
    lines = insert(ledger_entries).from_select(
        ["transaction_id", "position", "account", "amount_cents"],
        select(accepted.c.transaction_id, entered.c.position, entered.c.account, entered.c.amount_cents).join(
            accepted, accepted.c.n == entered.c.n
        ),
    )
    last = select(link.centre, link.till_sequence, link.hash).ext(distinct_on(link.centre))
    head = last.order_by(link.centre, link.k.desc()).subquery("last")
    advanced = update(tills).where(tills.c.code == head.c.centre)
    return (
        transactions.cte("stored_transactions"),
        lines.cte("stored_entries"),
        advanced.values(chain_head=head.c.hash, sequence=head.c.till_sequence).cte("advanced_tills"),
    )

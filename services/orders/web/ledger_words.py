"""The ledger in words: what each account and each transaction is. French is in ``ledger.po``."""

from collections.abc import Mapping
from types import MappingProxyType

from services.orders.domain.chart import CHART, kind_of
from services.orders.domain.ledger import TransactionKind
from shared.web.translation import Translator

KINDS: dict[TransactionKind, str] = {
    TransactionKind.ORDER: "Order placed or amended",
    TransactionKind.PAYMENT: "Payment received",
    TransactionKind.RELEASE: "Order cancelled: its money is credit again",
    TransactionKind.SETTLEMENT: "Order settled at the final prices",
    TransactionKind.CLEARING: "Cycle cleared: invoices, stock, adjustment",
    TransactionKind.REFUND: "Credit paid out",
    TransactionKind.REFUND_PAID: "Refund transferred",
    TransactionKind.REFUND_WITHDRAWN: "Refund taken back before it was made: credit again",
    TransactionKind.BANKED: "Payments that the bank has",
    TransactionKind.REJECTED: "Payment refused by the bank: its household owes it",
    TransactionKind.REPAID: "Paid back from credit",
    TransactionKind.DEBT_WRITTEN_OFF: "Debt of a household given up",
    TransactionKind.CREDIT_MOVED: "Credit moved to another household",
    TransactionKind.MEMBERSHIP: "Membership fee",
    TransactionKind.SUPPLIER_PAID: "Supplier paid",
    TransactionKind.SUPPLIER_REPAID: "Paid back by a supplier",
    TransactionKind.SUPPLIER_PAYMENT_WITHDRAWN: "Payment to a supplier taken back: noted wrong",
    TransactionKind.SUPPLIER_REPAYMENT_WITHDRAWN: "Repayment of a supplier taken back: noted wrong",
    TransactionKind.NOT_HANDED_OVER: "Goods not handed over: credited",
    TransactionKind.DAY_SALE: "Goods sold on the day of distribution",
    TransactionKind.DAY_SALE_WITHDRAWN: "Sale on the day of distribution taken back: credit again",
    TransactionKind.DEPOSIT: "Deposit on containers",
    TransactionKind.CONTAINERS_LOST: "Containers lost: their deposit is kept",
    TransactionKind.CASH_GIVEN: "Cash given to be carried",
    TransactionKind.CASH_RECEIVED: "Carried cash received and counted",
    TransactionKind.TILL_COUNT: "Difference found when the till was counted",
    TransactionKind.STOCK_ENTERED: "Stock entered or corrected by hand",
    TransactionKind.STOCK_COUNTED: "Difference found when stock was counted",
    TransactionKind.STOCK_EXPIRED: "Stock lost: expired",
    TransactionKind.STOCK_DAMAGED: "Stock lost: damaged",
    TransactionKind.STOCK_LOST: "Stock lost otherwise",
    TransactionKind.STOCK_SOLD: "Stock sold at a centre",
    TransactionKind.STOCK_SETTLED: "Stock that was gone when a settlement counted on it",
    TransactionKind.SOLIDARITY: "Received for the solidarity fund",
}
NETWORK_JOURNAL = "The network's journal"
NAMELESS: Mapping[str, str] = MappingProxyType({})
TEXTS = [*KINDS.values(), *(kind.name for kind in CHART), NETWORK_JOURNAL]


def account_name(account: str, say: Translator, names: Mapping[str, str] = NAMELESS) -> str:
    """What an account is called, with whose it is; the account itself when the chart doesn't know it.

    ``names`` are those of tills and cycles by the beginning of their accounts, such as ``till:BELL``; else codes stand.
    """
    found = kind_of(account)
    if found is None:
        return account
    kind, whose = found
    return say(kind.name, whose=names.get(f"{kind.pattern.partition(':')[0]}:{whose}", whose))


def transaction_words(kind: str, say: Translator) -> str:
    """What a transaction is about."""
    return say(KINDS[TransactionKind(kind)])

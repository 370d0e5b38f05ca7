"""rejected.csv, settlements.csv, ledger.csv: what concerns households and their money."""

from itertools import groupby
from operator import itemgetter

from services.play.files.sheet import OutSheet
from services.play.files.shown import euros, quantity
from services.play.outcome import Outcome


def rejected(outcome: Outcome) -> OutSheet:
    """Every order that was refused or lapsed unpaid, with the sentence a volunteer sees."""
    rows = [(order.household, order.product, order.reason) for order in outcome.rejected]
    return OutSheet("rejected.csv", ("household", "product", "reason"), sorted(rows))


def settlements(outcome: Outcome) -> OutSheet:
    """What became of every line of every confirmed order."""
    what = ("household", "product", "ordered", "granted")
    money = ("ceiling_price_eur", "final_price_eur", "held_eur", "charged_eur", "rebate_eur")
    rows = [
        (
            line["household_number"],
            line["product"],
            quantity(line["ordered"], outcome.units[line["product"]]),
            quantity(line["granted"], outcome.units[line["product"]]),
            *(euros(line[f"{amount}_cents"]) for amount in ("ceiling_price", "final_price")),
            *(euros(line[f"{amount}_cents"]) for amount in ("held", "charged", "rebate")),
            line["reason"] or "",
        )
        for line in outcome.settlements
    ]
    return OutSheet("settlements.csv", (*what, *money, "reason"), sorted(rows))


def ledger(outcome: Outcome) -> OutSheet:
    """Every entry of the cycle's ledger transactions.

    Transactions stand in the order of what they say, not of when they happened: the same folder
    gives the same lines, but for ids and times.
    """
    by_id = itemgetter("transaction")
    transactions = [list(entries) for _, entries in groupby(sorted(outcome.ledger, key=by_id), key=by_id)]
    in_order = sorted(sorted(map(_entry, entries)) for entries in transactions)
    rows = [
        (transaction, at, account, euros(cents), what)
        for entries in in_order
        for what, account, cents, at, transaction in entries
    ]
    return OutSheet("ledger.csv", ("transaction", "at", "account", "amount_eur", "what"), rows)


def _entry(entry: dict[str, str]) -> tuple[str, str, int, str, str]:
    what = ": ".join(filter(None, (entry["kind"], entry["what"])))
    return what, entry["account"], int(entry["amount_cents"]), entry["at"], entry["transaction"]

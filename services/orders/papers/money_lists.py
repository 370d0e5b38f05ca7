"""The treasurer's lists: what goes to the bank, what went there, whom to pay, who owes, which cash is on its way."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.orders.queries.bank import BankReceipt, WaitingForBank
from services.orders.queries.cash_transfers import CashTransfer
from services.orders.queries.payable import SupplierPayable
from services.orders.queries.refunds import RefundView
from services.orders.queries.treasury import OwingHousehold
from shared.kernel.money import Money
from shared.papers.sheet import Cell, Column, Kind, Section, Sheet, shown
from shared.web.translation import Translator

WAITING = {
    "cheque": "Cheques to deposit",
    "transfer": "Transfers to look for on the statement",
    "card": "Card payments to look for on the statement",
}
"""What waits for the bank, by means."""


class MoneyLists:
    """The lists as one reader has them.

    Args:
        names: Of centres, by code.
        zone: The network's: in which moments are told.
        today: There, the day that lists of what waits bear.
        say: The reader's language.
    """

    def __init__(self, names: Mapping[str, str], zone: ZoneInfo, today: date, say: Translator) -> None:
        self._names, self._zone, self._today, self._say = names, zone, today, say

    def waiting(self, means: str, payments: Sequence[WaitingForBank]) -> Sheet:
        """What waits for the bank by one means: what may go there today, then cheques that wait for their day."""
        later = [one for one in payments if one.not_before is not None and one.not_before > self._today]
        ready = [one for one in payments if one not in later]
        sections = [self._payments(ready, None)]
        if later:
            sections.append(self._payments(later, self._say("Not to be banked yet")))
        return self._list(self._say(WAITING[means]), sections)

    def deposit(self, receipt: BankReceipt, payments: Sequence[WaitingForBank]) -> Sheet:
        """A deposit list: what the bank got at once, payment by payment."""
        at = receipt.at.astimezone(self._zone)
        facts: list[tuple[str, Cell]] = [(self._say("Noted on"), at), (self._say("By"), receipt.by_name)]
        return Sheet(
            title=self._say("Deposit list"),
            running=self._say("{moment}", moment=at),
            dated=at.date(),
            facts=facts,
            sections=[self._payments(payments, None)],
            signatures=[self._say("Signature")],
        )

    def refunds(self, refunds: Sequence[RefundView]) -> Sheet:
        """The transfers to households that are still to be made."""
        columns = self._columns("Household", "Label", "Centre", "Asked for on", amounts=["Amount"])
        rows: list[list[Cell]] = [
            [one.household_number, one.label, self._centre(one.till), self._at(one.asked_at), Money(one.amount_cents)]
            for one in refunds
        ]
        return self._list(self._say("Refunds to make"), [self._section(columns, rows)])

    def owing(self, owing: Sequence[OwingHousehold]) -> Sheet:
        """Who owes what the bank refused."""
        columns = self._columns("Household", "Label", "Centre", amounts=["Owes", "Has as credit"])
        rows: list[list[Cell]] = [
            [one.household_number, one.label, self._centre(one.centre), Money(one.owed_cents), Money(one.credit_cents)]
            for one in owing
        ]
        return self._list(self._say("Payments that came back"), [self._section(columns, rows)])

    def suppliers(self, suppliers: Sequence[SupplierPayable], cycles: Mapping[str, str]) -> Sheet:
        """What remains to be paid to suppliers, invoice by invoice; negative: a supplier that owes the network."""
        columns = self._columns("Supplier", "Cycle", "Invoice", "To be paid on", amounts=["Remains"])
        rows: list[list[Cell]] = []
        for one in suppliers:
            rows += [
                [one.supplier, cycles.get(due.cycle, due.cycle), due.number, due.due_on, Money(due.remains_cents)]
                for due in one.invoices
            ]
            if one.owed_cents < 0:
                rows.append([one.supplier, None, None, None, Money(one.owed_cents)])
        return self._list(self._say("Suppliers to pay"), [self._section(columns, rows)])

    def cash(self, transfers: Sequence[CashTransfer]) -> Sheet:
        """Cash that was given to somebody and is not received yet."""
        columns = self._columns("From", "To", "Given on", "By", amounts=["Amount"])
        rows = [
            [
                self._till(one.from_till),
                self._till(one.to_till),
                self._at(one.given_at),
                one.given_by_name,
                Money(one.amount_cents),
            ]
            for one in transfers
        ]
        return self._list(self._say("Cash on its way"), [self._section(columns, rows)])

    def _payments(self, payments: Sequence[WaitingForBank], heading: str | None) -> Section:
        columns = self._columns("Household", "Label", "Till", "Received on", "Not before", amounts=["Amount"])
        rows = [
            [
                *(one.payer_number, one.label, self._centre(one.till), self._at(one.received_at)),
                *(one.not_before, Money(one.amount_cents)),
            ]
            for one in payments
        ]
        return self._section(columns, rows, heading)

    def _columns(self, *titles: str, amounts: Sequence[str]) -> list[Column]:
        texts = [Column(self._say(title), wide=title == "Label") for title in titles]
        return [*texts, *(Column(self._say(title), Kind.FIGURE) for title in amounts)]

    def _section(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], heading: str | None = None
    ) -> Section:
        """A table with the sum of each of its columns of money."""
        sums = [
            Money(sum(cell.cents for row in rows if isinstance(cell := row[place], Money)))
            for place, column in enumerate(columns)
            if column.kind is Kind.FIGURE
        ]
        gap: list[Cell] = [""] * (len(columns) - len(sums) - 1)
        note = None if rows else self._say("Nothing is on it.")
        return Section(columns, rows, heading, note, total=[self._say("All together"), *gap, *sums])

    def _list(self, title: str, sections: Sequence[Section]) -> Sheet:
        facts: list[tuple[str, Cell]] = [(self._say("As it stands on"), self._today)]
        return Sheet(title, shown(self._today, self._say), self._today, facts, sections)

    def _centre(self, code: str) -> str:
        return self._names.get(code, code)

    def _till(self, code: str | None) -> str:
        return self._say("Bank") if code is None else self._centre(code)

    def _at(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)

"""What volunteers and the treasurer do with money: tills, refunds, what the bank takes and what it refuses."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from services.orders.commands.bank_payments import bank_payments
from services.orders.commands.count_till import Counting, close_till, open_till
from services.orders.commands.pay_supplier import SupplierPaid, pay_supplier
from services.orders.commands.receive_supplier_repayment import receive_supplier_repayment
from services.orders.commands.refund_credit import RefundAsked, pay_refund, refund_credit
from services.orders.commands.reject_payment import reject_payment
from services.orders.commands.repay import RepaymentAsked, repay
from services.orders.commands.withdraw_refund import withdraw_refund
from services.orders.commands.withdraw_supplier_payment import (
    withdraw_supplier_payment,
    withdraw_supplier_repayment,
)
from services.orders.commands.write_off_debt import DebtWriteOff, write_off_debt
from services.orders.domain.ledger import Means
from tests.property.network.books import CENTRES, SUPPLIERS, Transfer
from tests.property.network.stage import TREASURER
from tests.property.network.table_rules import WHO, AtTheTable

CENTRE = st.sampled_from(CENTRES)
DENOMINATIONS = (5_000, 1_000, 200, 20, 5, 1)


class WithTheMoney(AtTheTable):
    """Rules of the treasury. ``sessions``: which till session is open at each centre."""

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, Counting] = {}

    @rule(centre=CENTRE, off_by=st.sampled_from([0, 0, 500, -500]), reason=st.sampled_from(["recount", ""]))
    def count_the_till(self, centre: str, off_by: int, reason: str) -> None:
        """Close the till that is open, or open it: what is counted is what should be there, or not."""
        cash = f"till:{centre}:cash"
        off_by = max(off_by, -self.books.moved[cash])
        pieces, left = {}, self.books.moved[cash] + off_by
        for denomination in DENOMINATIONS:
            pieces[denomination], left = divmod(left, denomination)
        session = self.sessions.get(centre)
        counting = Counting(session.session_id if session else self.new_id(), centre, pieces, reason)
        command = close_till if session else open_till
        got = self.stage.outcome(command(self.stage.desk, counting, TREASURER))
        if off_by and not reason:
            assert got == "till_difference_unexplained"
            return
        assert got is (None if session else True)
        self.books.moved.update({cash: off_by, f"till:{centre}:differences": -off_by})
        if session:
            del self.sessions[centre]
        else:
            self.sessions[centre] = counting

    @precondition(lambda self: any(purse.credit for purse in self.books.purses))
    @rule(who=WHO, means=st.sampled_from(["cash", "transfer"]), share=st.integers(1, 4))
    def refund(self, who: int, means: str, share: int) -> None:
        """Never what an order holds, never more cash than there is; sent twice it is done once."""
        purse = self.books.purses[who]
        cents = max(1, purse.credit * share // 3)
        asked = RefundAsked(self.new_id(), purse.id, Means(means), cents)
        got = self.stage.outcome(refund_credit(self.stage.desk, asked, TREASURER))
        source = f"till:{purse.centre}:cash" if means == "cash" else "refunds:due"
        if purse.credit < cents:
            assert got == "refund_beyond_credit"
        elif purse.credit - purse.owed < cents:
            assert got == "credit_is_owed"
        elif means == "cash" and self.books.moved[source] < cents:
            assert got == "till_lacks_cash"
        else:
            assert (got, self.stage.outcome(refund_credit(self.stage.desk, asked, TREASURER))) == (True, False)
            purse.credit -= cents
            self.books.moved[source] -= cents
            self.stage.seen["given back"] += 1
            if means == "transfer":
                self.books.transfers_due.append((asked.id, who, cents))

    @rule(who=WHO, cents=st.integers(1, 400), hours=st.integers(0, 48))
    def say_what_was_handed_out(self, who: int, cents: int, hours: int) -> None:
        """Cash that was given without a network is booked whatever there is by now: what lacks is owed."""
        purse = self.books.purses[who]
        asked = RefundAsked(self.new_id(), purse.id, Means.CASH, cents, timedelta(hours=hours))
        for expected in (True, False):
            assert self.stage.outcome(refund_credit(self.stage.desk, asked, TREASURER)) is expected
        covered = min(purse.credit, cents)
        purse.credit -= covered
        purse.owed += cents - covered
        self.books.moved[f"till:{purse.centre}:cash"] -= cents
        self.stage.seen["given back offline"] += 1

    @precondition(lambda self: self.books.transfers_due)
    @rule()
    def make_the_first_transfer(self) -> None:
        refund_id, _, cents = self.books.transfers_due.pop(0)
        for _ in range(2):
            self.stage.do(pay_refund(self.stage.desk, refund_id, TREASURER))
        self.books.moved.update({"refunds:due": cents, "bank:account": -cents})
        assert self.stage.outcome(withdraw_refund(self.stage.desk, refund_id, "mistyped", TREASURER)) == "refund_made"

    @precondition(lambda self: self.books.transfers_due)
    @rule()
    def take_the_last_refund_back(self) -> None:
        """Before it is made; said twice it is the same, and it is made no more."""
        refund_id, who, cents = self.books.transfers_due.pop()
        for _ in range(2):
            self.stage.do(withdraw_refund(self.stage.desk, refund_id, "mistyped", TREASURER))
        assert self.stage.outcome(pay_refund(self.stage.desk, refund_id, TREASURER)) == "refund_withdrawn"
        self.books.purses[who].credit += cents
        self.books.moved["refunds:due"] += cents

    @precondition(lambda self: self.books.payments)
    @rule(which=st.sets(st.integers(0, 200), min_size=1, max_size=3))
    def bank(self, which: set[int]) -> None:
        """Some payments are seen on the statement: all of them, or none if the bank cannot have one."""
        known = self.books.payments
        payments = {payment.id: payment for payment in (known[n % len(known)] for n in which)}.values()
        receipt, ids = self.new_id(), [payment.id for payment in payments]
        got = self.stage.outcome(bank_payments(self.stage.desk, receipt, ids, TREASURER))
        if not all(payment.by_bank for payment in payments):
            assert got == "payment_not_bankable"
        elif any(payment.rejected for payment in payments):
            assert got == "payment_rejected"
        elif any(payment.banked for payment in payments):
            assert got == "payment_banked"
        else:
            assert got is True
            for payment in payments:
                self.books.moved.update({payment.account: -payment.cents, "bank:account": payment.cents})
                payment.banked = True

    @precondition(lambda self: self.books.payments)
    @rule(which=st.integers(0, 200))
    def bounce(self, which: int) -> None:
        """The bank refuses a payment: its payer owes it, what it bought stays; said twice it is the same."""
        payment = self.books.payments[which % len(self.books.payments)]
        got = self.stage.outcome(reject_payment(self.stage.desk, payment.id, "no cover", TREASURER))
        assert got == (None if payment.by_bank else "payment_not_rejectable")
        if payment.by_bank and not payment.rejected:
            self.books.moved[payment.account] -= payment.cents
            payment.payer.owed += payment.cents
            payment.rejected = True
            self.stage.seen["bounced"] += 1

    @precondition(lambda self: any(purse.owed for purse in self.books.purses))
    @rule(who=WHO, share=st.integers(1, 4))
    def pay_back(self, who: int, share: int) -> None:
        """Part of what is owed, all of it, or more: never more than is owed, never more than is there."""
        purse = self.books.purses[who]
        cents = max(1, purse.owed * share // 3)
        asked = RepaymentAsked(self.new_id(), purse.id, cents)
        got = self.stage.outcome(repay(self.stage.desk, asked, TREASURER))
        if purse.owed < cents:
            assert got == "nothing_owed"
        elif purse.credit < cents:
            assert got == "not_enough_credit"
        else:
            assert (got, self.stage.outcome(repay(self.stage.desk, asked, TREASURER))) == (True, False)
            purse.credit -= cents
            purse.owed -= cents

    @precondition(lambda self: any(purse.owed for purse in self.books.purses))
    @rule(who=WHO, share=st.integers(1, 4))
    def give_up(self, who: int, share: int) -> None:
        """Part of what is owed, all of it, or more is given up: the network bears it, credit stays."""
        purse = self.books.purses[who]
        cents = max(1, purse.owed * share // 3)
        asked = DebtWriteOff(self.new_id(), purse.id, cents, "not to be found")
        got = self.stage.outcome(write_off_debt(self.stage.desk, asked, TREASURER))
        if purse.owed < cents:
            assert got == "write_off_beyond_debt"
        else:
            assert (got, self.stage.outcome(write_off_debt(self.stage.desk, asked, TREASURER))) == (True, False)
            purse.owed -= cents
            self.books.moved["debts:written_off"] += cents

    @precondition(lambda self: any(self.books.owed_to(supplier) for supplier in SUPPLIERS))
    @rule(supplier=st.sampled_from(SUPPLIERS), share=st.integers(1, 4))
    def transfer_to_or_from_a_supplier(self, supplier: str, share: int) -> None:
        """What is owed to it is paid, or it pays back what it owes: part, all of it, or more, which is refused."""
        owed = self.books.owed_to(supplier)
        pays, too_much = (
            (receive_supplier_repayment, "supplier_owes_less") if owed < 0 else (pay_supplier, "supplier_owed_less")
        )
        asked = SupplierPaid(self.new_id(), supplier, max(1, abs(owed) * share // 3), self.stage.desk.today())
        got = self.stage.outcome(pays(self.stage.desk, asked, TREASURER))
        if abs(owed) < asked.amount_cents:
            assert got == too_much
            return
        assert (got, self.stage.outcome(pays(self.stage.desk, asked, TREASURER))) == (True, False)
        transfer = Transfer(asked.id, supplier, -asked.amount_cents if owed < 0 else asked.amount_cents)
        self.books.transfer(transfer.supplier, transfer.cents)
        self.books.supplier_transfers.append(transfer)
        self.stage.seen["repaid by a supplier" if owed < 0 else "supplier paid"] += 1

    @precondition(lambda self: self.books.supplier_transfers)
    @rule(which=st.integers(0, 20))
    def take_a_transfer_back(self, which: int) -> None:
        """Once, for one reason; never a payment without which its supplier had paid back more than it was paid."""
        known = self.books.supplier_transfers
        transfer = known[which % len(known)]
        withdraw = withdraw_supplier_payment if transfer.cents > 0 else withdraw_supplier_repayment
        left = sum(one.cents for one in known if one.supplier == transfer.supplier) - transfer.cents
        got = self.stage.outcome(withdraw(self.stage.desk, transfer.id, "mistyped", TREASURER))
        if left < 0:
            assert got == "supplier_repaid_since"
            return
        assert (got, self.stage.outcome(withdraw(self.stage.desk, transfer.id, "mistyped", TREASURER))) == (None, None)
        assert self.stage.outcome(withdraw(self.stage.desk, transfer.id, "again", TREASURER)) == "reason_differs"
        self.books.transfer(transfer.supplier, -transfer.cents)
        known.remove(transfer)
        self.stage.seen["transfer taken back"] += 1

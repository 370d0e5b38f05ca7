"""Why money is not counted, given back, banked or exported: what is wrong, what to do. French is in ``ledger.po``."""

from shared.web.sentences import Sentence, Sentences

TREASURY_SENTENCES: Sentences = {
    "till_unknown": Sentence(
        404, "Till not known", "There is no till of centre “{centre}”. Register the centre first, then open its till."
    ),
    "till_is_open": Sentence(
        409,
        "The till is open",
        "The till of {centre} is open since {opened}. Count and close it first, or go on with it.",
    ),
    "till_session_unknown": Sentence(
        404, "Till session not known", "This till has no such session. Look at its sessions, or open it by counting."
    ),
    "till_session_closed": Sentence(
        409,
        "The till is closed",
        "This session was counted and closed on {closed}; nothing changes it any more. Open the till again: what is "
        "found then is booked with its reason.",
    ),
    "till_session_linked": Sentence(
        409,
        "Counted with the till",
        "This session holds what came after a closing. Count the till of {centre}: it ends with that count.",
    ),
    "till_session_differs": Sentence(
        409,
        "Opened with another count",
        "This session was opened with another count. Look at it, or open the till under a new id.",
    ),
    "till_difference_unexplained": Sentence(
        409,
        "The count differs",
        "{expected_cents} should be in the till and {counted_cents} were counted: {difference_cents} of difference. "
        "Count again; if it stays, say why and it is booked.",
    ),
    "denomination_unknown": Sentence(
        422,
        "No such note or coin",
        "There is no note or coin of {denomination_cents}. Count what is there by its own value.",
    ),
    "refund_unknown": Sentence(404, "Refund not known", "There is no such refund. Check its id."),
    "refund_differs": Sentence(
        409,
        "Refund already booked",
        "A refund with this id is booked already, of another household, means or amount. If this is another one, send "
        "it under a new id.",
    ),
    "refund_made": Sentence(
        409,
        "The refund is made",
        "This refund was made on {made}: the household has the money. If it comes back, note it as a payment of this "
        "household; it is credit again.",
    ),
    "refund_withdrawn": Sentence(
        409,
        "The refund was taken back",
        "This refund was taken back on {withdrawn}: it is the household's credit again. Don't make its transfer. If it "
        "is made already, ask for the refund anew, by transfer, and note that one as made.",
    ),
    "refund_beyond_credit": Sentence(
        409,
        "Not enough credit",
        "{credit_cents} are on this household's account: {lacking_cents} are lacking. Give back less; what its orders "
        "hold comes back when they are cancelled or settled.",
    ),
    "credit_is_owed": Sentence(
        409,
        "It owes something",
        "This household owes {owed_cents}: {most_cents} of its credit can be given back or moved. Have it pay the debt "
        "from its credit first, on its page or the treasurer's.",
    ),
    "till_lacks_cash": Sentence(
        409,
        "Not enough cash in the till",
        "There should be {cash_cents} in the till of {centre}. Give back less, or by transfer.",
    ),
    "cash_stays": Sentence(422, "It goes nowhere", "Cash goes from one till to another, or to the bank. Say where."),
    "cash_from_bank": Sentence(
        403, "The treasurer's", "Change from the bank is noted by the treasurer or the coordinator. Ask one of them."
    ),
    "cash_transfer_unknown": Sentence(
        404, "Transfer not known", "There is no such transfer of cash to a till that you look after. Check its id."
    ),
    "cash_transfer_differs": Sentence(
        409,
        "Already noted",
        "A transfer with this id is noted already, between other tills or of other notes and coins. If this is another "
        "one, send it under a new id.",
    ),
    "cash_received": Sentence(
        409, "Already received", "This cash was received and counted otherwise on {received}. Look at the transfer."
    ),
    "cash_same_person": Sentence(
        409, "It takes two", "Whoever gave this cash does not receive it. Have somebody else count it."
    ),
    "supplier_payment_differs": Sentence(
        409,
        "Payment already noted",
        "A payment with this id is noted already, to another supplier, of another amount or day. If this is another "
        "one, send it under a new id.",
    ),
    "supplier_owed_less": Sentence(
        409, "Less is owed", "{owed_cents} are owed to supplier {supplier}. Check the amount and the supplier."
    ),
    "supplier_repayment_differs": Sentence(
        409,
        "Repayment already noted",
        "Something else is booked under this id: another supplier, amount or day. If this is another repayment, send "
        "it under a new id.",
    ),
    "supplier_owes_less": Sentence(
        409,
        "It owes less",
        "Supplier {supplier} owes the network {owes_cents}. Note that much at most as paid back: check the amount and "
        "the supplier, or enter its credit note first and settle the cycle again.",
    ),
    "supplier_payment_unknown": Sentence(
        404, "Payment not known", "There is no such payment to a supplier. Look at the latest ones."
    ),
    "supplier_repayment_unknown": Sentence(
        404, "Repayment not known", "No supplier paid anything back under this id. Look at the latest ones."
    ),
    "supplier_repaid_since": Sentence(
        409,
        "Paid back since",
        "Without this payment supplier {supplier} would have paid back {beyond_cents} more than it was paid. Take what "
        "it paid back off first, then this payment, and note both anew as they were.",
    ),
    "paid_in_future": Sentence(
        422, "Not paid yet", "{paid_on} is still to come. Note the payment once the bank has made it."
    ),
    "payment_not_bankable": Sentence(
        409,
        "Nothing for the bank",
        "Payment {payment} is cash, credit or of nothing: it never goes to the bank by itself. Take it off the list.",
    ),
    "payment_banked": Sentence(
        409,
        "The bank has it already",
        "Payment {payment} was noted as banked before. Reload the list of what waits.",
    ),
    "cheque_too_early": Sentence(
        409,
        "Not before its date",
        "The cheque {payment} is not to be banked before {not_before}. Take it off the list until then.",
    ),
    "bank_receipt_unknown": Sentence(
        404, "Receipt not known", "There is no such receipt of the bank. Look at the latest ones."
    ),
    "bank_receipt_differs": Sentence(
        409,
        "Receipt already noted",
        "A receipt with this id is noted already, with other payments. If this is another one, send it under a new id.",
    ),
    "payment_rejected": Sentence(
        409,
        "Refused by the bank",
        "Payment {payment} was refused by the bank and noted so. Take it off the list; its household owes it.",
    ),
    "payment_not_rejectable": Sentence(
        409,
        "Nothing a bank refuses",
        "Only cheques, cards and transfers of some amount come back from the bank. Check which payment it was.",
    ),
    "repayment_differs": Sentence(
        409,
        "Repayment already booked",
        "A repayment with this id is booked already, of another household or amount. If this is another one, send it "
        "under a new id.",
    ),
    "nothing_owed": Sentence(
        409, "Less is owed", "This household owes {owed_cents}. Pay back that much at most; the rest stays its credit."
    ),
    "write_off_differs": Sentence(
        409,
        "Already given up",
        "A debt was given up under this id already, of another household, amount or reason. If this is another one, "
        "send it under a new id.",
    ),
    "write_off_beyond_debt": Sentence(
        409, "Less is owed", "This household owes {owed_cents}: give up that much at most. Reload its page."
    ),
    "period_backwards": Sentence(
        422,
        "The period ends before it begins",
        "The period from {begins} until {until} has no day. Change one of both.",
    ),
}

"""Why an order, a payment, a household or a centre is refused: what is wrong, where, what to do.

Texts are gettext msgids in plain English; the catalogue has them in French.
"""

from shared.web.sentences import Sentence, Sentences

LINE_SENTENCES: Sentences = {
    "order_empty": Sentence(
        422, "Empty order", "This order has no line. Add at least one product, or cancel the order if it is not wanted."
    ),
    "product_twice": Sentence(
        422, "Product named twice", "Product {product} stands twice in this order. Put its whole quantity on one line."
    ),
    "product_unknown": Sentence(
        422,
        "Product not known",
        "There is no product “{product}” in this cycle's catalogue. Check its code in the catalogue.",
    ),
    "product_not_on_sale": Sentence(
        409,
        "Sale stopped",
        "{name} ({product}) is no longer sold in this cycle. Take it off the order, or choose another product.",
    ),
    "quantity_not_positive": Sentence(
        422,
        "Quantity missing",
        "The quantity of {name} ({product}) must be more than zero. Enter a quantity, or take the line off.",
    ),
    "quantity_too_big": Sentence(
        422,
        "Quantity too big",
        "The quantity of {name} ({product}) is more than {most}, which no household orders. Check what was typed.",
    ),
    "quantity_not_in_steps": Sentence(
        422,
        "Quantity not in whole steps",
        "{name} ({product}) is sold by {step}: {quantity} is not a multiple of it. Round it up or down.",
    ),
    "order_too_dear": Sentence(
        422,
        "Order too big",
        "This order comes to {total_cents}, more than the {most_cents} that one order may. Check the quantities.",
    ),
}

MONEY_SENTENCES: Sentences = {
    "payment_twice": Sentence(
        422, "Payment named twice", "The same payment stands twice in this order. Give each payment its own id."
    ),
    "payment_credit_needs_no_line": Sentence(
        422,
        "Credit is used by itself",
        "The household's own credit is always used first: send only the money that is brought today.",
    ),
    "payment_amount_open_twice": Sentence(
        422,
        "Two payments without amount",
        "Only one payment of an order may be without amount: it takes what is lacking. Give the others theirs.",
    ),
    "payment_amount_needed": Sentence(
        422,
        "Amount needed",
        "Payment {payment} was taken offline and comes without its amount, so it is not booked. "
        "Enter how much was paid, then send it again.",
    ),
    "payment_not_positive": Sentence(
        422, "Amount missing", "The amount of a payment must be more than zero. Enter what was paid."
    ),
    "payment_too_big": Sentence(
        422,
        "Amount too big",
        "A payment may be {most_cents} at most. Check what was typed.",
    ),
    "payment_unknown": Sentence(
        404,
        "Payment not known",
        "There is no such payment here, or its payer belongs to another centre. Check its id.",
    ),
    "payment_differs": Sentence(
        409,
        "Payment already booked",
        "A payment with this id is booked already, with another payer, means, amount or orders. "
        "If this is other money, send it under a new id.",
    ),
    "not_enough_paid": Sentence(
        409,
        "Not enough money",
        "This change lacks {missing_cents}; the order stays as it was. Take the payment along, or order less.",
    ),
    "not_enough_credit": Sentence(
        409,
        "Not enough credit",
        "The payer's account lacks {missing_cents} for this. Take the rest in another way, or a smaller amount.",
    ),
    "nothing_to_pay": Sentence(
        409, "Nothing to pay", "None of these orders waits for money, so there is nothing to pay. Reload the till."
    ),
}

ORDER_SENTENCES: Sentences = {
    "order_unknown": Sentence(
        404, "Order not known", "There is no such order here, or it belongs to another centre. Check its id."
    ),
    "order_id_taken": Sentence(
        409, "Id already used", "Another household's order has this id. Send the order under a new id."
    ),
    "order_differs": Sentence(
        409,
        "Order already entered",
        "This order was entered already, with other contents. To change it, reload it and amend it.",
    ),
    "order_changed": Sentence(
        409,
        "Order changed meanwhile",
        "This order was changed meanwhile. Reload it, then make your change again.",
    ),
    "order_not_open": Sentence(
        409,
        "Order cannot be changed",
        "This order can't be changed any more: it is {state}. Enter a new one if the centre is still open.",
    ),
    "group_order_changed": Sentence(
        409,
        "Orders were opened again",
        "The coordinator opened the orders of this centre again meanwhile; they stay open. "
        "Reload, then close them once the table is done.",
    ),
    "order_of_another_cycle": Sentence(
        409,
        "Order of another cycle",
        "This order belongs to cycle {cycle}. Amend it there, or enter a new order for this cycle.",
    ),
    "order_in_late_tray": Sentence(
        409,
        "Order came late",
        "This order came after the orders of its centre were closed and waits for the coordinator, "
        "who admits it or gives its money back. Ask the coordinator.",
    ),
    "cycle_over": Sentence(
        409,
        "Cycle is over",
        "Cycle {cycle} is settled: nothing can be bought in it any more. Order in the next cycle; "
        "to keep money for it, record a payment without an order.",
    ),
    "second_order": Sentence(
        409,
        "The household has an order",
        "This household already has an order in this cycle. Amend that one instead.",
    ),
    "centre_takes_no_part": Sentence(
        409, "Centre takes no part", "The household's centre takes no part in this cycle. Check the cycle."
    ),
    "centre_sealed": Sentence(
        409,
        "Orders are closed",
        "The orders of this centre are closed for this cycle; nothing was changed. "
        "Ask the coordinator to open them again, or order in the next cycle.",
    ),
}

HOUSEHOLD_SENTENCES: Sentences = {
    "household_unknown": Sentence(
        404,
        "Household not known",
        "There is no such household here, or another centre has it. Check its number.",
    ),
    "centre_unknown": Sentence(
        404, "Centre not known", "There is no centre “{centre}” that you may act for. Check its code."
    ),
    "household_number_taken": Sentence(
        409,
        "Number already used",
        "Another household has number {number}. Check whether it is registered already, or give it a free number.",
    ),
    "household_number_fixed": Sentence(
        409, "The number stays", "This household's number is {number} and stays: its account is kept under it."
    ),
    "number_block_differs": Sentence(
        409, "Numbers already given", "Other numbers were given under this id. Ask for a block under a new id."
    ),
    "recurring_order_changed": Sentence(
        409,
        "Usual order changed meanwhile",
        "The usual order of this household was changed at another table meanwhile. Look at it, then keep it again.",
    ),
    "recurring_order_differs": Sentence(
        409, "Usual order already kept", "Another usual order was kept under this id. Keep this one under a new id."
    ),
    "household_has_orders": Sentence(
        409,
        "Order still running",
        "This household has an order at centre {centre} that is not settled yet. Move the household afterwards.",
    ),
}

ENTRY_SENTENCES: Sentences = {
    **LINE_SENTENCES,
    **MONEY_SENTENCES,
    **ORDER_SENTENCES,
    **HOUSEHOLD_SENTENCES,
}

"""What differs on an invoice, and why one is refused: what, where, what to do. ``invoices.po`` has them in French."""

from services.supply.domain.printed_invoice import DifferenceKind
from shared.web.sentences import Sentence, Sentences

DIFFERENCES = {
    DifferenceKind.QUANTITY: "Of {product} {printed} are invoiced, but {expected} were received.",
    DifferenceKind.PRICE: "{product} is invoiced at {printed} euros excluding VAT, but was ordered at {expected}.",
    DifferenceKind.FEE: "Delivery is invoiced at {printed_cents} excluding VAT, but was ordered at {expected_cents}.",
    DifferenceKind.VAT: "The VAT printed is {printed_cents}, but the invoice's own lines make {expected_cents}.",
    DifferenceKind.VAT_RATES: "{printed_cents} of the VAT printed are at other rates than those of the invoice's own "
    "lines.",
    DifferenceKind.TOTAL: "The total printed is {printed_cents}, but its own lines, delivery and VAT make "
    "{expected_cents}.",
}

INVOICE_SENTENCES: Sentences = {
    "invoice_unknown": Sentence(
        404, "No invoice yet", "No invoice of {supplier} was entered in cycle {cycle}. Enter it as it is printed."
    ),
    "invoice_not_ordered": Sentence(
        409,
        "Not ordered",
        "No purchase order was sent to {supplier} in cycle {cycle}. Check the supplier, or send the order first.",
    ),
    "invoice_line_not_ordered": Sentence(
        422,
        "Not ordered",
        "No purchase order sent to {supplier} has product {product}. Take it out, or check its code.",
    ),
    "invoice_line_twice": Sentence(
        422, "Named twice", "Product {product} stands on two lines. Put what is invoiced of it into one."
    ),
    "invoice_vat_twice": Sentence(
        422,
        "VAT named twice",
        "The VAT of invoice {number} is given twice for one rate, or by rate and in one amount too. Give each rate "
        "once, or one amount alone.",
    ),
    "invoice_total_too_low": Sentence(
        422,
        "Total too low",
        "The total of invoice {number} is {total_cents}, less than its delivery and VAT, {least_cents}. Check the "
        "three.",
    ),
    "invoice_entered_before": Sentence(
        409,
        "Entered before",
        "Invoice {number} of {supplier} was entered already, in cycle {cycle}. Check its number: it is to be paid "
        "once.",
    ),
    "invoice_withdrawn": Sentence(
        409,
        "Invoice withdrawn",
        "Invoice {number} of {supplier} was withdrawn (“{reason}”). If it counts after all, enter it again and say so.",
    ),
    "invoice_number_differs": Sentence(
        409,
        "Another invoice stands",
        "{supplier} has invoice {entered} in cycle {cycle} already: {number} would take its place. If {number} is the "
        "right number of the same invoice, correct {entered} and say that it replaces it. If {entered} is wrong, "
        "withdraw it with its reason first. If the supplier sent two, correct {entered} to one with both numbers, "
        "“{entered} + {number}”, and the summed amounts.",
    ),
    "invoice_differences_open": Sentence(
        409,
        "Differences are waiting",
        "Cycle {cycle} can't be settled while differences on invoices wait, of: {suppliers}. Accept or dispute each, "
        "with a reason.",
    ),
    "difference_unknown": Sentence(
        404,
        "No such difference",
        "The invoice of {supplier} has no difference “{kind}” {product}. Look at it again: it may have changed.",
    ),
    "credit_note_entered_before": Sentence(
        409,
        "Entered before",
        "Credit note {number} of {supplier} was entered already, in cycle {cycle}. Check its number: it counts once.",
    ),
    "credit_note_unknown": Sentence(
        404,
        "No such credit note",
        "No credit note {number} of {supplier} was entered in cycle {cycle}. Look at those of its invoice.",
    ),
    "credit_note_withdrawn": Sentence(
        409,
        "Credit note withdrawn",
        "Credit note {number} of {supplier} was withdrawn (“{reason}”). If it counts after all, enter it again and say "
        "so.",
    ),
    "credit_exceeds_invoice": Sentence(
        422,
        "More than was invoiced",
        "All credit notes of {supplier} together take more off than invoice {number} has, {total_cents} with its VAT. "
        "Check their amounts.",
    ),
}

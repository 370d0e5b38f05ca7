"""Why a settlement whose figures do not add up is not published. French is in ``control_totals.po``."""

from shared.web.sentences import Sentence, Sentences

_TITLE = "The settlement does not add up"

CONTROL_TOTAL_SENTENCES: Sentences = {
    "granted_beyond_available": Sentence(
        409,
        _TITLE,
        "More of {product} would be handed out than there is. Nothing is published. Show this to the operators.",
    ),
    "supplier_costs_differ": Sentence(
        409,
        _TITLE,
        "The invoice of {supplier} differs by {difference_cents} from what its products bear. Nothing is published. "
        "Show this to the operators.",
    ),
    "product_cost_differs": Sentence(
        409,
        _TITLE,
        "What {product} bears differs by {difference_cents} from its part of the invoice. Nothing is published. "
        "Show this to the operators.",
    ),
    "invoices_not_paid_for": Sentence(
        409,
        _TITLE,
        "Charges and stock differ by {difference_cents} from the invoices. Nothing is published. "
        "Show this to the operators.",
    ),
    "charges_beyond_held": Sentence(
        409,
        _TITLE,
        "Households would be charged {difference_cents} more than is held for them. Nothing is published. "
        "Show this to the operators.",
    ),
    "charged_beyond_held": Sentence(
        409,
        _TITLE,
        "For {product} households would be charged {difference_cents} more than is held for it. Nothing is published. "
        "Show this to the operators.",
    ),
    "orders_said_differ": Sentence(
        409,
        _TITLE,
        "{said} orders of centre {centre} would be told their outcome, although {counted} count. Nothing is published. "
        "Show this to the operators.",
    ),
    "held_said_differs": Sentence(
        409,
        _TITLE,
        "What orders of centre {centre} are told is held differs by {difference_cents} from what their lines hold. "
        "Nothing is published. Show this to the operators.",
    ),
    "held_total_differs": Sentence(
        409,
        _TITLE,
        "What the totals say is held for {product} differs by {difference_cents} from what orders hold for it. "
        "Nothing is published. Show this to the operators.",
    ),
    "charged_said_differs": Sentence(
        409,
        _TITLE,
        "What orders are told they pay for {product} differs by {difference_cents} from its total. Nothing is "
        "published. Show this to the operators.",
    ),
}

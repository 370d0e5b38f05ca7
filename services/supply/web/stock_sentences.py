"""Why a count, a loss or a transfer is refused. French is in ``stock.po``."""

from shared.web.sentences import Sentence, Sentences

STOCK_SENTENCES: Sentences = {
    "lot_unknown": Sentence(
        404, "Lot not known", "There is no lot {lot} of {product}. Check both codes, or enter the lot first."
    ),
    "lot_counted_twice": Sentence(
        422, "Named twice", "A lot is named twice in this count. Put what was found together."
    ),
    "stock_operation_other": Sentence(
        409,
        "Another one has this id",
        "A count, loss or transfer with other figures was sent under {operation_id}. Send this one under an id of its "
        "own.",
    ),
    "stock_not_there": Sentence(
        409,
        "More than is there",
        "Of lot {lot} of {product} only {there} are in the warehouse. Count the lot if this is wrong.",
    ),
    "stock_not_at_centre": Sentence(
        409,
        "More than stands there",
        "Of lot {lot} of {product} only {there} stand at centre {centre}. Name that much or less.",
    ),
    "stock_promised": Sentence(
        409,
        "Promised to a plan",
        "Of lot {lot} of {product} only {free} are free: the plans of {cycles} count on "
        "the rest. Send less, or wait until these cycles are settled.",
    ),
    "stock_centre_unknown": Sentence(
        404, "Centre not known", "There is no centre {centre}. Check its code in the list of centres."
    ),
}

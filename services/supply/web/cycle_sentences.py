"""Why the catalogue, a cycle or its closing refuses something: what, where, what to do.

Texts are gettext msgids in plain English; the catalogue ``cycles.po`` has them in French.
"""

from shared.web.sentences import Sentence, Sentences

CATALOGUE_SENTENCES: Sentences = {
    "supplier_unknown": Sentence(
        404, "Supplier not known", "There is no supplier {supplier}. Enter the supplier first, or check its code."
    ),
    "product_unknown": Sentence(
        404, "Product not known", "There is no product {product}. Enter the product first, or check its code."
    ),
    "product_unit_fixed": Sentence(
        409,
        "The unit never changes",
        "Product {product} is counted in {unit}, and so are its offers and its stock. "
        "To sell it in another unit, enter a new product.",
    ),
    "product_on_sale": Sentence(
        409,
        "The product is on sale",
        "Product {product} is on sale in cycle {cycle}: its sale step and its VAT can't change before that cycle is "
        "settled. Change them afterwards.",
    ),
    "ladder_empty": Sentence(422, "No price", "The price ladder has no rung. Give at least the price from 0 on."),
    "ladder_not_from_zero": Sentence(
        422, "The ladder does not start at 0", "The first rung does not start at 0. Give the price from 0 on first."
    ),
    "ladder_starts_not_rising": Sentence(
        422,
        "Rungs out of order",
        "Rung {rung} does not start higher than the one before it. Put the rungs by rising start, each start once.",
    ),
    "ladder_price_rises": Sentence(
        422,
        "A price rises",
        "The price {price} of rung {rung} is above the one before it: buying more may never cost more per unit. "
        "Correct the ladder.",
    ),
    "ladder_price_invalid": Sentence(
        422, "Price not usable", "The price {price} can't be used: give at least 0 with at most four decimals."
    ),
}

CYCLE_SENTENCES: Sentences = {
    "cycle_unknown": Sentence(404, "Cycle not known", "There is no cycle {cycle}. Check its code."),
    "cycle_not_draft": Sentence(
        409,
        "The cycle is already open",
        "Cycle {cycle} is open: households rely on what was announced. You can add a product or stop its sale.",
    ),
    "cycle_not_open": Sentence(
        409, "The cycle is not open", "Cycle {cycle} is not open, so this can't be done. Look at its state."
    ),
    "cycle_not_sealed": Sentence(
        409,
        "The cycle is not sealed yet",
        "Orders has not said yet that every centre of cycle {cycle} is sealed. Close the cycle, or wait until what it "
        "sends arrives.",
    ),
    "cycle_settled": Sentence(
        409, "The cycle is settled", "Cycle {cycle} is settled: its final prices are published and this can't change."
    ),
    "cycle_dates_out_of_order": Sentence(
        422,
        "Dates out of order",
        "{later} comes before {earlier}: a cycle opens, closes, is delivered and handed out in that order. "
        "Correct the dates.",
    ),
    "distribution_hours_invalid": Sentence(
        422,
        "Distribution ends before it starts",
        "At centre {centre} goods would be handed out from {starts} to {ends}. Correct these hours.",
    ),
    "listed_twice": Sentence(422, "Listed twice", "{listed} is listed twice. Leave one of the two out."),
    "no_products": Sentence(409, "Nothing to sell", "This cycle has no product. Add at least one before you open it."),
    "ceiling_too_low": Sentence(
        409,
        "Ceiling too low",
        "The ceiling of {product}, {ceiling_cents}, is below {first_price_cents}, its lowest first price with VAT: "
        "it could not pay for the goods. Raise it. To correct: {products}.",
    ),
    "ceiling_frozen": Sentence(
        409,
        "The ceiling is frozen",
        "{product} is sold in cycle {cycle} at a ceiling of {ceiling_cents}: it can't change once the cycle is open.",
    ),
    "centre_unknown": Sentence(
        404, "Centre not in this cycle", "Centre {centre} has no orders in this cycle. Check its code."
    ),
    "centres_fixed": Sentence(
        409,
        "Goods are ordered",
        "Purchase order {number} of supplier {supplier} is approved or sent: whether it counts centre {centre} can't "
        "change any more. If orders of the centre are missing, have them sent again.",
    ),
    "centre_proved": Sentence(
        409,
        "Nothing is missing there",
        "Every order of centre {centre} is here and proved: there is no reason to close without it.",
    ),
}

"""What becomes of each product when a catalogue is copied, and why a copy is refused.

The catalogue ``catalogue_copies.po`` has them in French.
"""

from services.supply.domain.catalogue_copy import Copied
from shared.web.sentences import Sentence, Sentences

CATALOGUE_COPY_SENTENCES: Sentences = {
    "catalogue_copy_changed": Sentence(
        409,
        "Not what was shown",
        "Nothing was copied: offers, suppliers or the catalogue of cycle {source} or {cycle} are others than when the "
        "copy was shown. Look at it again, then copy that.",
    ),
}

COPIED = {
    Copied.PRESENT: "{product} is in the draft already: it stays at {ceiling_cents}.",
    Copied.KEPT: "{product} keeps its ceiling of {ceiling_cents}: it covers every offer in time.",
    Copied.RAISED: "{product} rises from {earlier_cents} to {ceiling_cents}: an offer asks {worst_cents} with VAT "
    "for the first case.",
    Copied.NO_OFFER: "{product} is left out: no supplier offers it now. Enter an offer first, or sell it by hand if it "
    "is in stock.",
    Copied.NO_OFFER_IN_TIME: "{product} is left out: no supplier of it can deliver in time for this cycle. Look at the "
    "dates, or at the suppliers' lead times.",
    Copied.SALE_STOPPED: "{product} is left out: its sale was stopped in the other cycle. Add it to the draft by hand "
    "if it is to be sold again.",
}
"""What becomes of a product, and what can be done about it."""

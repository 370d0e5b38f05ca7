"""What the coordinator is warned of, in sentences."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, Field

from services.supply.domain.opening import Caution
from shared.web.translation import Translator

CAUTIONS = {
    "ceiling_far_above_price": "Households advance {ceiling_cents} for {product} although its dearest price at the "
    "first rung is {first_price_cents} with VAT: the ceiling is more than 15 % above it. Lower it if you can.",
    "net_weight_unknown": "Nobody entered what {one} of {product} weighs: shifts and papers take {taken}. "
    "Enter its net weight if that is far from it.",
    "product_without_offer": "No supplier offers {product} in time: only what is in stock can be handed out. "
    "Enter an offer, or leave it out.",
    "case_below_step": "A case of {product} from {supplier} holds {case}, less than the least that a household can "
    "order, {step}. Check its size.",
}


class Warnings(BaseModel):
    """What was done, but should be looked at."""

    warnings: list[str] = Field(description="Sentences in the reader's language.")

    @classmethod
    def of(cls, cautions: Iterable[Caution], say: Translator) -> Self:
        """The sentences of these cautions."""
        return cls(warnings=[say(CAUTIONS[caution.code], **caution.figures) for caution in cautions])

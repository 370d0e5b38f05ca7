"""A draft filled with another cycle's catalogue, at this cycle's prices."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from services.supply.commands.copy_catalogue import CatalogueCopy, copy_into_draft, show_copy
from services.supply.domain.catalogue_copy import Copied, CopiedProduct
from services.supply.web.catalogue_copy_sentences import COPIED
from services.supply.web.fields import Body, Code, CodePath
from services.supply.web.parts import Coordinator, Parts
from shared.web.paging import PRINTABLE
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles/{cycle}/catalogue-copy", tags=["cycles"])

Source = Annotated[
    str,
    Query(
        alias="from", min_length=1, max_length=64, pattern=PRINTABLE, description="The cycle whose catalogue is copied."
    ),
]


class CatalogueCopyBody(Body):
    """Which cycle's catalogue, and the copy as it was shown."""

    source: Code = Field(alias="from", examples=["2026-11"])
    token: str = Field(pattern="^[0-9a-f]{64}$", description="Of the copy as it was shown: do exactly this.")


class CopiedProductView(BaseModel):
    """What becomes of a product; ceilings and prices are cents per display unit, VAT included."""

    product: str
    name: str
    copied: Copied
    earlier_ceiling_cents: int
    ceiling_price_cents: int | None = Field(description="In this cycle; null: it is left out.")
    worst_price_cents: int | None = Field(
        description="The dearest first rung of the offers in time, which a ceiling must cover; null: there is none."
    )
    sentence: str

    @classmethod
    def of(cls, found: CopiedProduct, say: Translator) -> Self:
        """A product as it is shown."""
        return cls(
            product=found.product,
            name=found.name,
            copied=found.copied,
            earlier_ceiling_cents=found.earlier_ceiling,
            ceiling_price_cents=found.ceiling,
            worst_price_cents=found.worst_price,
            sentence=say(
                COPIED[found.copied],
                product=found.product,
                earlier_cents=found.earlier_ceiling,
                ceiling_cents=found.ceiling,
                worst_cents=found.worst_price,
            ),
        )


class CatalogueCopyView(BaseModel):
    """What a copy adds to a draft; what the draft has already stays as it is."""

    cycle: str
    source: str
    applied: bool
    token: str = Field(description="Names exactly this copy: send it to have it done.")
    products: list[CopiedProductView]

    @classmethod
    def of(cls, found: CatalogueCopy, say: Translator, *, applied: bool) -> Self:
        """A copy as it is shown."""
        products = [CopiedProductView.of(one, say) for one in found.products]
        return cls(cycle=found.cycle, source=found.source, applied=applied, token=found.token, products=products)


@router.get("")
async def get_catalogue_copy(
    cycle: CodePath, source: Source, parts: Parts, say: Reader, _actor: Coordinator
) -> CatalogueCopyView:
    """What copying another cycle's catalogue into a draft would do; nothing is changed."""
    return CatalogueCopyView.of(await show_copy(parts.engine, cycle, source), say, applied=False)


@router.post("")
async def post_catalogue_copy(
    cycle: CodePath, body: CatalogueCopyBody, parts: Parts, say: Reader, actor: Coordinator
) -> CatalogueCopyView:
    """Copy another cycle's catalogue into a draft exactly as it was shown, all of it or nothing."""
    found = await copy_into_draft(parts.engine, cycle, body.source, body.token, actor.user_id)
    return CatalogueCopyView.of(found, say, applied=True)

"""What a price list changes, as the coordinator reads it."""

from typing import Self

from pydantic import BaseModel, Field

from services.supply.commands.import_price_list import Import
from services.supply.domain.price_list import RoundedPrice, RowFault
from services.supply.domain.price_list_changes import ChangedOffer, price_move
from services.supply.queries.offers import OfferView
from services.supply.web.price_list_sentences import said, said_rounded
from shared.web.translation import Translator


class NewOfferView(BaseModel):
    """An offer that the supplier didn't make yet; the name is the list's."""

    name: str | None
    after: OfferView


class ChangedOfferView(BaseModel):
    """An offer as it was and as the list has it."""

    name: str | None
    before: OfferView
    after: OfferView
    price_move_percent: str | None = Field(
        description="By how much the price moves, to a tenth, of the quantity it moves most of; null: it was 0.",
        examples=["-11.0"],
    )

    @classmethod
    def of(cls, product: str, changed: ChangedOffer) -> Self:
        """A change as it is shown."""
        move = price_move(changed.before, changed.after.offer)
        return cls(
            name=changed.after.name,
            before=OfferView.of(product, changed.before),
            after=OfferView.of(product, changed.after.offer),
            price_move_percent=None if move is None else str(move),
        )


class WrongRowView(BaseModel):
    """What is wrong with a row, numbered as in the file, and what to do."""

    row: int
    column: str
    code: str
    sentence: str

    @classmethod
    def of(cls, fault: RowFault, say: Translator) -> Self:
        """A fault in the reader's language."""
        return cls(row=fault.row, column=fault.column, code=fault.code, sentence=said(fault, say))


class RoundedPriceView(BaseModel):
    """A price per case that is no exact price per kg, litre or piece: as listed and as kept, euros excluding VAT."""

    row: int
    column: str
    product: str
    case_price: str = Field(description="As the list has it.", examples=["10.00"])
    price: str = Field(description="As it is kept per kg, litre or piece: rounded half-up.", examples=["1.6667"])
    sentence: str

    @classmethod
    def of(cls, product: str, one: RoundedPrice, say: Translator) -> Self:
        """A rounded price in the reader's language."""
        return cls(
            row=one.row,
            column=one.column,
            product=product,
            case_price=str(one.case_price),
            price=str(one.price),
            sentence=said_rounded(one, say),
        )


class UnmappedView(BaseModel):
    """A product of a catalogue that nobody said is one of ours."""

    row: int
    reference: str
    name: str | None


class PriceListView(BaseModel):
    """What a price list changes; offers of the supplier that it doesn't name stay."""

    sheet: str = Field(description="The sheet that was read; empty for CSV.")
    applied: bool
    token: str | None = Field(description="Send the file again with it as `apply`; null: rows are wrong.")
    new: list[NewOfferView]
    changed: list[ChangedOfferView]
    vanished: list[OfferView] = Field(description="What the supplier offers and the list doesn't name.")
    unchanged: list[str] = Field(description="Product codes.")
    rounded: list[RoundedPriceView] = Field(
        description="Prices per case that were rounded to four decimals per unit; they hold nothing up."
    )
    wrong: list[WrongRowView]
    unmapped: list[UnmappedView] = Field(
        description="What a catalogue has beside what is mapped to products of ours; it changes nothing."
    )

    @classmethod
    def of(cls, found: Import, say: Translator, *, applied: bool) -> Self:
        """An import as it is shown."""
        changes = found.changes
        return cls(
            sheet=found.price_list.sheet,
            applied=applied,
            token=found.token,
            new=[
                NewOfferView(name=new.name, after=OfferView.of(product, new.offer))
                for product, new in changes.new.items()
            ],
            changed=[ChangedOfferView.of(product, changed) for product, changed in changes.changed.items()],
            vanished=[OfferView.of(product, offer) for product, offer in changes.vanished.items()],
            unchanged=list(changes.unchanged),
            rounded=[RoundedPriceView.of(product, one, say) for product, one in found.price_list.rounded],
            wrong=[WrongRowView.of(fault, say) for fault in found.price_list.wrong],
            unmapped=[
                UnmappedView(row=one.row, reference=one.reference, name=one.name) for one in found.price_list.unmapped
            ],
        )

"""The kinds of cell that the rows are made of: each a type with its reader."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from services.play.folder.values import (
    Means,
    ShortagePolicy,
    Window,
    one_of,
    or_nothing,
    read_cents,
    read_code,
    read_codes,
    read_date,
    read_days,
    read_email,
    read_factor,
    read_flag,
    read_minutes,
    read_moment,
    read_nothing,
    read_ordered_quantity,
    read_percent,
    read_positive_cents,
    read_positive_count,
    read_positive_quantity,
    read_price,
    read_quantity,
    read_size,
    read_wide_percent,
    read_windows,
    text_of,
)
from shared.contracts.cycles import Basis
from shared.kernel.quantity import Unit

CodeCell = Annotated[str, BeforeValidator(read_code)]
NameCell = Annotated[str, BeforeValidator(text_of(200))]
CategoryCell = Annotated[str, BeforeValidator(text_of(100))]
LabelCell = Annotated[str, BeforeValidator(text_of(60))]
PlaceCell = Annotated[str, BeforeValidator(text_of(200, shortest=0))]
FlagCell = Annotated[bool, BeforeValidator(read_flag)]
DateCell = Annotated[date, BeforeValidator(read_date)]
MaybeDateCell = Annotated[date | None, BeforeValidator(or_nothing(read_date))]
MaybeMomentCell = Annotated[datetime | None, BeforeValidator(or_nothing(read_moment))]
CentsCell = Annotated[int, BeforeValidator(read_cents)]
PositiveCentsCell = Annotated[int, BeforeValidator(read_positive_cents)]
MaybeCentsCell = Annotated[int | None, BeforeValidator(or_nothing(read_cents))]
PriceCell = Annotated[Decimal, BeforeValidator(read_price)]
MaybePriceCell = Annotated[Decimal | None, BeforeValidator(or_nothing(read_price))]
PercentCell = Annotated[int, BeforeValidator(read_percent)]
WidePercentCell = Annotated[int, BeforeValidator(read_wide_percent)]
QuantityCell = Annotated[Decimal, BeforeValidator(read_quantity)]
PositiveQuantityCell = Annotated[Decimal, BeforeValidator(read_positive_quantity)]
OrderedQuantityCell = Annotated[Decimal, BeforeValidator(read_ordered_quantity)]
DaysCell = Annotated[int, BeforeValidator(read_days)]
MaybePositiveCountCell = Annotated[int | None, BeforeValidator(or_nothing(read_positive_count))]
SizeCell = Annotated[int, BeforeValidator(read_size)]
MinutesCell = Annotated[int, BeforeValidator(read_minutes)]
UnitCell = Annotated[Unit, BeforeValidator(one_of(Unit))]
BasisCell = Annotated[Basis, BeforeValidator(one_of(Basis))]
PolicyCell = Annotated[ShortagePolicy, BeforeValidator(one_of(ShortagePolicy))]
MeansCell = Annotated[Means, BeforeValidator(one_of(Means))]
WindowsCell = Annotated[tuple[Window, ...], BeforeValidator(read_windows)]
CodesCell = Annotated[tuple[str, ...], BeforeValidator(read_codes)]
EmptyCell = Annotated[None, BeforeValidator(read_nothing)]
EmailCell = Annotated[str, BeforeValidator(read_email)]
MaybeCodeCell = Annotated[str | None, BeforeValidator(or_nothing(read_code))]
NumberCell = Annotated[Decimal, BeforeValidator(read_factor)]

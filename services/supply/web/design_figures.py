"""Figures of no network, in which each piece comes in its states: for ``/design/desk`` and ``/design/hall``."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from services.supply.domain.ladder import Basis
from services.supply.queries.names import NamedProduct, Names
from services.supply.queries.offers import OfferView, RungView
from services.supply.queries.report_facts import By
from services.supply.web.api.settlement import FiguresView, InvoiceView, ProductOutcomeView
from services.supply.web.report_files import KINDS
from services.supply.web.report_views import ImpactRow, ReportRow, Shares
from services.supply.web.what_if_views import BelowMinimumView, SupplierOrderView
from shared.kernel.quantity import Unit

_NAMES = Names(
    cycle="",
    products={
        "FLOUR": NamedProduct("Farine T65", Unit.KG, "", None),
        "SOAP": NamedProduct("Savon de Marseille", Unit.PIECE, "", None),
    },
    suppliers={"MILL": "Moulin", "SOAPERY": "Savonnerie", "OILERY": "Huilerie", "CANNERY": "Conserverie"},
    centres={"DUC": "La Duchère"},
)

_OUTCOME = ProductOutcomeView(
    product="FLOUR",
    demand=10_000,
    late_demand=0,
    received=15_000,
    stock_used=0,
    granted=10_000,
    kept=5_000,
    kept_value_cents=635,
    ceiling_price_cents=145,
    final_price_cents=127,
    invoiced_cents=1_903,
    stock_value_cents=0,
    charged_cents=1_270,
    adjustment_cents=2,
    uncovered=False,
    shortage=None,
)
_ABOVE_ITS_CEILING = {
    "product": "SOAP",
    "granted": 3,
    "final_price_cents": 320,
    "charged_cents": 960,
    "kept": 0,
    "kept_value_cents": 0,
    "stock_used": 1,
    "stock_value_cents": 300,
    "invoiced_cents": 700,
    "adjustment_cents": -40,
    "uncovered": True,
}
_SETTLED = FiguresView(
    orders=2,
    abandoned_because=None,
    objective_cents=0,
    held_cents=2_410,
    charged_cents=2_230,
    rebates_cents=180,
    invoices_cents=2_603,
    stock_kept_cents=635,
    stock_used_cents=300,
    rounding_cents=2,
    uncovered_cents=-40,
    products=[_OUTCOME, _OUTCOME.model_copy(update=_ABOVE_ITS_CEILING)],
    invoices=[
        InvoiceView(supplier="MILL", goods_cents=1_700, delivery_cents=104, vat_cents=99, total_cents=1_903),
        InvoiceView(supplier="SOAPERY", goods_cents=583, delivery_cents=0, vat_cents=117, total_cents=700),
    ],
)
_ORDER = SupplierOrderView(
    supplier="MILL",
    cases=12,
    goods_cents=36_000,
    minimum_cents=30_000,
    lacks_for_minimum_cents=0,
    delivery_cents=2_500,
    free_delivery_from_cents=40_000,
    lacks_for_free_delivery_cents=4_000,
    total_cents=40_617,
)
_FREE = {"minimum_cents": 0, "delivery_cents": 0, "lacks_for_free_delivery_cents": 0}
_CLOSED_NOW = SimpleNamespace(
    suppliers=[
        _ORDER,
        _ORDER.model_copy(update={"supplier": "SOAPERY", "lacks_for_minimum_cents": 1_200}),
        _ORDER.model_copy(update={"supplier": "OILERY", **_FREE}),
    ],
    below_minimum=[
        BelowMinimumView(supplier="CANNERY", goods_cents=8_000, minimum_cents=15_000, lacks_cents=7_000, sentence="")
    ],
)

_OFFERS = [
    OfferView("MILL", "FLOUR", 25_000, None, Basis.QUANTITY, (RungView(0, "1.20"), RungView(150_000, "1.05")), False),
    OfferView("OILERY", "FLOUR", 10_000, 4, Basis.HOUSEHOLDS, (RungView(0, "1.30"),), True),
]

_LINE: dict[str, Any] = {"product": "FLOUR", "received": 25_000, "damaged": 0, "lot": "L1", "note": "", "photo": None}
_LINES = [
    SimpleNamespace(**_LINE | {"damaged": 5_000, "note": "…", "photo": "kept"}),
    SimpleNamespace(**_LINE | {"photo": "on its way"}),
    SimpleNamespace(**_LINE),
]


def _row(name: str, **figures: object) -> ReportRow:
    """A row of which nothing more is told."""
    return ReportRow.model_validate(
        dict.fromkeys(ReportRow.model_fields) | {"code": "", "name": name, "hidden": False} | figures
    )


_MONEY = {"charged_cents": 86_400, "compared_cents": 86_400, "saving_cents": 21_600}
_TOTAL = _row(
    "", households=58, grams=412_000, organic_cents=70_000, local_cents=52_000, volunteer_minutes=5_400, **_MONEY
)
_ROWS = [
    _row("Décembre", households=58, grams=412_000, short_by_reason={}, **_MONEY),
    _row("Novembre", households=12, charged_cents=9_300, short_by_reason={}),
    _row("Octobre", hidden=True),
]

DESK: dict[str, Any] = {
    "names": _NAMES,
    "our_products": {code: {"name": one.name, "unit": one.unit.value} for code, one in _NAMES.products.items()},
    "settled": _SETTLED,
    "centres": [SimpleNamespace(centre="DUC", name="La Duchère", orders=2, held_cents=2_410)],
    "closed": _CLOSED_NOW,
    "found": SimpleNamespace(suppliers={code: SimpleNamespace(name=name) for code, name in _NAMES.suppliers.items()}),
    "product": SimpleNamespace(product="…", unit=Unit.KG),  # no network has it: a button pressed here changes nothing
    "offers": _OFFERS,
    "others": [],
    "spare": 1,
    "lines": _LINES,
    "total": _TOTAL,
    "shares": Shares.of(_TOTAL),
    "rows": _ROWS,
    "impact": [ImpactRow(figures=row, shares=Shares.of(row)) for row in _ROWS],
    "kilo": Unit.KG,
    "asked": SimpleNamespace(scope=SimpleNamespace(begins=date(2026, 10, 1), until=None, cycle="2026-12"), centre=None),
    "cycles": [SimpleNamespace(cycle="2026-12", name="Décembre")],
    "kinds": KINDS,
    "by": By.CYCLE,
}
"""What the template names."""

_HELPING: dict[str, Any] = {
    "kind": "distribution",
    "centre": "DUC",
    "starts": datetime(2026, 12, 18, 9),  # noqa: DTZ001 - local times
    "ends": datetime(2026, 12, 18, 12),  # noqa: DTZ001 - local times
    "names": ["Amina", "Bilal"],
    "needed": 2,
}
_NOT_FETCHED = {"order_id": "…", "label": "Foyer Kévin", "goods": [("Farine T65", "2,5 kg")], "is_released": False}

HALL: dict[str, Any] = {
    "names": _NAMES,
    "product": _NAMES.products["FLOUR"],
    "helpers": [
        SimpleNamespace(**_HELPING),
        SimpleNamespace(**_HELPING | {"kind": "repacking", "centre": None, "names": ["Chantal"]}),
    ],
    "left": SimpleNamespace(product="FLOUR", for_sale=1_500, returned=0, lost=250, sent=40_000),
    "fetched": [
        (SimpleNamespace(**_NOT_FETCHED, household="000110"), False),
        (SimpleNamespace(**_NOT_FETCHED, household="000111"), True),
        (SimpleNamespace(**_NOT_FETCHED | {"is_released": True}, household="000112"), True),
    ],
}
"""The same of the hall: each order with whether its time is over."""

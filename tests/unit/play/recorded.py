"""Answers of both services in the shape they have, for a cycle that was bought from two suppliers."""

from services.play.folder.goods_rows import OfferRow
from services.play.ordering import Rejected
from services.play.outcome import Outcome
from shared.kernel.quantity import Unit

RUNG = ("line", "supplier", "product", "start", "price_eur_ex_vat", "basis")


def rung(*cells: object) -> OfferRow:
    return OfferRow.model_validate({**dict(zip(RUNG, cells, strict=True)), "case_size": "25", "max_cases": ""})


def outcome() -> Outcome:
    return Outcome(
        cycle="C1",
        units={"FAR": Unit.KG, "SAV": Unit.PIECE},
        offers={
            ("ALMA", "FAR"): [
                rung(2, "ALMA", "FAR", "0", "1.18", "quantity"),
                rung(3, "ALMA", "FAR", "150", "1.05", "quantity"),
            ],
            ("BRES", "SAV"): [rung(4, "BRES", "SAV", "0", "1.9", "households")],
        },
        rejected=[Rejected("000009", "FAR", "Non, merci."), Rejected("000002", "", "Il manque 1,20 €.")],
        plan={
            "objective_cents": 18842,
            "suppliers": [
                {"supplier": "BRES", "total_cents": 2280, "households_hold_cents": 2200, "gap_cents": 80},
                {"supplier": "ALMA", "total_cents": 21176, "households_hold_cents": 20445, "gap_cents": 731},
            ],
        },
        purchase_orders=[
            {
                "number": 10,
                "supplier": "BRES",
                "goods_cents": 1900,
                "delivery_cents": 0,
                "vat_cents": 380,
                "total_cents": 2280,
                "lines": [_line("SAV", 10, 1, 10, 0, "1.9000", 1900)],
            },
            {
                "number": 9,
                "supplier": "ALMA",
                "goods_cents": 15750,
                "delivery_cents": 3800,
                "vat_cents": 1626,
                "total_cents": 21176,
                "lines": [_line("FAR", 6, 25000, 150000, 150000, "1.0525", 15750)],
            },
        ],
        settlement={
            "run": 1,
            "held_cents": 363,
            "charged_cents": 353,
            "rebates_cents": 10,
            "invoices_cents": 400,
            "stock_kept_cents": 40,
            "stock_used_cents": 0,
            "rounding_cents": -7,
            "uncovered_cents": 0,
            "invoices": [{"supplier": "ALMA", "total_cents": 400}],
        },
        settlements=[
            _settled("000002", "SAV", 2, 0, 240, None, 0, 0, 0, "Rien n'a été livré."),
            _settled("000001", "FAR", 2500, 2500, 145, 141, 363, 353, 10, None),
        ],
        stock=[
            {"product": "FAR", "lot": "B", "quantity": 9000, "value_cents": 1269, "best_before": "2027-06-30"},
            {"product": "FAR", "lot": "A", "quantity": 12500, "value_cents": 1790, "best_before": "2027-07-30"},
            {"product": "SAV", "lot": "C", "quantity": 0, "value_cents": 0, "best_before": None},
        ],
        roster={
            "shifts": [
                {
                    "shift": "DUC-distribution",
                    "centre": "DUC",
                    "kind": "distribution",
                    "starts": "2026-12-18T14:00:00",
                    "ends": "2026-12-18T19:00:00",
                    "needed": 2,
                    "assigned": [{"volunteer": "V2", "substitute": True}, {"volunteer": "V1", "substitute": False}],
                },
                {
                    "shift": "C1-reception",
                    "centre": None,
                    "kind": "reception",
                    "starts": "2026-12-15T08:00:00",
                    "ends": "2026-12-15T12:00:00",
                    "needed": 3,
                    "assigned": [],
                },
            ]
        },
        ledger=[
            _entry("t2", "2026-12-05T10:00:01Z", "bank", 363, "order", ""),
            _entry("t1", "2026-12-05T10:00:00Z", "held", -363, "settlement", "run 1"),
            _entry("t2", "2026-12-05T10:00:01Z", "credit:000001", -363, "order", ""),
            _entry("t1", "2026-12-05T10:00:00Z", "credit:000001", 363, "settlement", "run 1"),
        ],
        balances=[{"account": "bank", "balance_cents": 363}, {"account": "held", "balance_cents": -363}],
    )


LINE = ("product", "cases", "case_size", "quantity", "rung_from", "price", "goods_cents")
PRICES = ("ceiling_price_cents", "final_price_cents")
SETTLED = ("household_number", "product", "ordered", "granted", *PRICES, "held_cents", "charged_cents")


def _line(*cells: object) -> dict[str, object]:
    return {**dict(zip(LINE, cells, strict=True)), "reason": f"{cells[1]} caisses, au plus juste"}


def _settled(*cells: object) -> dict[str, object]:
    *figures, rebate, reason = cells
    return {**dict(zip(SETTLED, figures, strict=True)), "rebate_cents": rebate, "reason": reason}


def _entry(*cells: object) -> dict[str, object]:
    return dict(zip(("transaction", "at", "account", "amount_cents", "kind", "what"), cells, strict=True))

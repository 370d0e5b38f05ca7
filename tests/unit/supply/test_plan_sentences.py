"""What a plan line says of one case fewer or more and of the next best supplier, in French."""

from dataclasses import asdict, replace

import pytest

from services.supply.domain.plan import Problem
from services.supply.domain.reasons import Alternative, Breach, reasons
from services.supply.domain.solver import solve
from services.supply.web.plan_sentences import elsewhere_sentence, line_sentence
from services.supply.web.sentences import LOCALE
from shared.web.translation import Catalogues
from tests.unit.supply.test_worked_example import ALMA, FLOUR, TERMS


@pytest.mark.parametrize(
    ("adds", "breaks", "said"),
    [
        (1_250, None, "Le meilleur choix suivant, Ferme de Bresse, livraison comprise : 12,50\xa0€ de plus à payer."),
        (-40, None, "Chez Ferme de Bresse, livraison comprise : 0,40\xa0€ de moins à payer ; "),
        (-40, "minimum", "Chez Ferme de Bresse à la place : un minimum de commande ne serait plus atteint."),
        (0, "max_stock", "Chez Ferme de Bresse à la place : trop d’argent dormirait en stock."),
    ],
)
def test_the_next_best_supplier_is_told_by_name(adds: int, breaks: str | None, said: str) -> None:
    other = Alternative("BRES", 1, adds, Breach(breaks) if breaks else None, paid=adds, lacks=0, leaves=0)
    reason = {"unit": "kg", "elsewhere": asdict(other)}
    sentence = elsewhere_sentence(Catalogues(LOCALE).of("fr"), reason, {"BRES": "Ferme de Bresse"})
    assert sentence is not None
    assert sentence.startswith(said)


@pytest.mark.parametrize("reason", [{}, {"elsewhere": None}])
def test_a_plan_that_compared_with_nobody_says_nothing(reason: dict[str, None]) -> None:
    assert elsewhere_sentence(Catalogues(LOCALE).of("fr"), reason, {}) is None


def test_what_lacks_is_told_in_kilos_and_only_what_is_paid_in_money() -> None:
    """141 kg needed, six cases of 25 kg bought at 1.05 €/kg: 157.50 €. Five are 125 kg at 1.18 €/kg: 147.50 €.

    The plan counts the 16 kg that would then lack as 16 × 1.45 € × 3 = 69.60 €, which nobody pays.
    """
    problem = Problem.of([FLOUR], [replace(ALMA, minimum=0)], TERMS)
    (reason,) = reasons(problem, solve(problem))
    assert reason.fewer is not None
    assert (reason.fewer.adds, reason.fewer.paid) == (14_750 + 6_960 - 15_042, 14_750 - 15_750)
    said = line_sentence(Catalogues(LOCALE).of("fr"), {"unit": "kg", "basis": "quantity", **asdict(reason)}, {})
    assert said.replace("\xa0", " ") == (
        "Il en faut 141 kg. Prix atteint à partir de 150 kg. "
        "Un colis de moins : 10,00 € de moins à payer, il en manquerait 16 kg de plus, il en resterait 9 kg de moins. "
        "Un colis de plus : 26,25 € de plus à payer, il en resterait 25 kg de plus."
    )


def test_a_plan_made_before_says_only_what_it_kept() -> None:
    bought = {"why": "bought", "unit": "kg", "basis": "quantity", "needed": 10_000, "rung_from": 0}
    before = {"supplier": "ALMA", "cases": 5, "adds": 650, "breaks": None}
    reason = bought | {"fewer": before, "more": before | {"breaks": "max_cases"}, "elsewhere": before}
    say = Catalogues(LOCALE).of("fr")
    assert line_sentence(say, reason, {}) == "Il en faut 10 kg. Un colis de plus : le fournisseur n’en a pas plus."
    assert elsewhere_sentence(say, reason, {"ALMA": "Moulins"}) is None

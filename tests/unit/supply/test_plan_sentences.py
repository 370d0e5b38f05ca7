"""What a plan line says of the next best supplier, in French."""

import pytest

from services.supply.web.plan_sentences import elsewhere_sentence
from services.supply.web.sentences import LOCALE
from shared.web.translation import Catalogues


@pytest.mark.parametrize(
    ("adds", "breaks", "said"),
    [
        (1_250, None, "Le meilleur choix suivant, Ferme de Bresse : 12,50\xa0€ de plus, livraison comprise."),
        (-40, None, "Chez Ferme de Bresse : 0,40\xa0€ de moins, livraison comprise ; "),
        (-40, "minimum", "Chez Ferme de Bresse à la place : un minimum de commande ne serait plus atteint."),
        (0, "max_stock", "Chez Ferme de Bresse à la place : trop d’argent dormirait en stock."),
    ],
)
def test_the_next_best_supplier_is_told_by_name(adds: int, breaks: str | None, said: str) -> None:
    reason = {"elsewhere": {"supplier": "BRES", "cases": 1, "adds": adds, "breaks": breaks}}
    sentence = elsewhere_sentence(Catalogues(LOCALE).of("fr"), reason, {"BRES": "Ferme de Bresse"})
    assert sentence is not None
    assert sentence.startswith(said)


@pytest.mark.parametrize("reason", [{}, {"elsewhere": None}])
def test_a_plan_that_compared_with_nobody_says_nothing(reason: dict[str, None]) -> None:
    assert elsewhere_sentence(Catalogues(LOCALE).of("fr"), reason, {}) is None

"""Every refusal has its sentence, and the page of refusals says what people are told."""

import ast
from enum import StrEnum
from pathlib import Path

import pytest

import services.orders.web.sentences
import services.supply.web.sentences
from services.command_line.refusals_page import PAGE, render
from services.orders.domain.entry import OrderState
from services.supply.queries.choices import ChoiceKind
from shared.web.figures import word_of
from shared.web.roles import Role
from shared.web.sentences import COMMON, Sentences
from shared.web.translation import SHARED_LOCALE, messages_of
from tests.architecture.sources import calls, trees

TABLES = {
    "services/orders": services.orders.web.sentences.SENTENCES,
    "services/supply": services.supply.web.sentences.SENTENCES,
    "shared/web": COMMON,
}


def raised_in(room: str) -> set[str]:
    """The codes that the code of a room refuses with."""
    return {
        str(call.args[0].value)
        for _, tree in trees(room)
        for call in calls(tree, "Refused", "Problem")
        if call.args and isinstance(call.args[0], ast.Constant)
    }


@pytest.mark.parametrize(("room", "sentences"), TABLES.items(), ids=TABLES)
def test_every_code_that_is_raised_has_its_sentence(room: str, sentences: Sentences) -> None:
    raised = raised_in(room)
    assert raised
    assert sorted(raised - sentences.keys() - COMMON.keys()) == []


@pytest.mark.parametrize("room", ["services/orders", "services/supply"])
def test_no_sentence_is_left_that_nobody_says(room: str) -> None:
    assert sorted(TABLES[room].keys() - raised_in(room)) == []


@pytest.mark.parametrize(
    ("codes", "locale"),
    [
        (Role, SHARED_LOCALE),
        (OrderState, services.orders.web.sentences.LOCALE),
        (ChoiceKind, services.supply.web.sentences.LOCALE),
    ],
)
def test_every_code_that_a_sentence_shows_has_its_word(codes: type[StrEnum], locale: Path) -> None:
    french = messages_of(locale, "fr")
    assert [code for code in codes if word_of(code) not in french] == []


def test_the_page_of_refusals_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run python -m services.command_line.refusals_page"

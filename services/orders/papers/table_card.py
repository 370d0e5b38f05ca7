"""The card that lies on the order table: one page to laminate, read from an arm's length by who has never seen it."""

from pathlib import Path

from services.orders.papers.words import UNDATED
from shared.papers.press import Data, Paper
from shared.web.translation import Translator

TEMPLATE = Path(__file__).parent / "table_card.typ"


def table_card_paper(centre: str, say: Translator) -> Paper:
    """The four steps of an order, what to do when something goes wrong, the keys; nothing that changes with a cycle.

    Args:
        centre: Its name.
        say: The volunteer's language.
    """
    data: dict[str, Data] = {
        "language": say.language,
        "title": say("The order table"),
        "centre": centre,
        "steps": [list(step) for step in _steps(say)],
        "troubles": [list(trouble) for trouble in _troubles(say)],
        "keys_title": say("Keys"),
        "keys": [list(key) for key in _keys(say)],
        "call": say("Coordinator, phone:"),
    }
    return Paper(TEMPLATE, data, UNDATED)


def _steps(say: Translator) -> tuple[tuple[str, str, str], ...]:
    return (
        ("person", say("Who?"), say("Type the number, the name or its first letters. Then Enter.")),
        ("basket", say("What?"), say("Touch − and +, or type how much. Say the total aloud.")),
        ("coins", say("Pay"), say("Cash, card, cheque. Type what you are given: the screen says the change.")),
        ("paper", say("Receipt"), say("Show it or print it. Then type the next number.")),
    )


def _troubles(say: Translator) -> tuple[tuple[str, str], ...]:
    return (
        (
            say("No network?"),
            say("Go on. Everything is kept. In the evening wait until the screen says that everything is sent."),
        ),
        (
            say("Something in red?"),
            say("Read what it says. Money that was taken is never lost: keep the receipt and tell the coordinator."),
        ),
        (
            say("Nothing works?"),
            say("Take the paper order form and a pen: number, products, money received, signature."),
        ),
    )


def _keys(say: Translator) -> tuple[tuple[str, str], ...]:
    return (
        ("F2", say("another household")),
        ("F3", say("new household")),
        ("F4", say("same as last time")),
        ("F6", say("usual order")),
        ("F7", say("print the receipt")),
        ("F8", say("cash")),
        ("F9", say("card")),
        (say("Esc"), say("back")),
    )

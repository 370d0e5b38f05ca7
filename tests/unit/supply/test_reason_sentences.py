"""Every sentence that tells a reason is there in French, with the same figures."""

from collections.abc import Iterator
from string import Formatter

from services.supply.web import reason_sentences
from services.supply.web.sentences import LOCALE
from shared.web.translation import messages_of


def texts() -> Iterator[str]:
    """All texts of the module: named in capitals, alone or by what they are said of."""
    for name, value in vars(reason_sentences).items():
        if name.isupper() and name != "REASON_SENTENCES":
            yield from [value] if isinstance(value, str) else value.values()


def figures(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_reason_is_told_in_french_with_the_same_figures() -> None:
    french = messages_of(LOCALE, "fr")
    found = list(texts())
    assert len(found) > 20
    assert [text for text in found if figures(french.get(text, "")) != figures(text) or text not in french] == []

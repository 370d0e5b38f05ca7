"""Every word that supply's papers say has its French."""

from pathlib import Path

from services.supply import papers
from services.supply.web.sentences import LOCALE
from shared.web.translation import SHARED_LOCALE, messages_of
from tests.fixtures.said_words import said_in


def test_every_word_of_the_papers_is_translated() -> None:
    known = messages_of(LOCALE, "fr") | messages_of(SHARED_LOCALE, "fr")
    words = said_in(Path(papers.__file__).parent)
    assert len(words) > 60
    assert [word for word in words if word not in known] == []

"""What the receipt of the order table says: each sentence in each language that households read, on the device."""

from string import Formatter

import pytest

from services.orders.domain.languages import HouseholdLanguage
from services.orders.papers.languages import LOCALE, speaker
from services.orders.web.household_languages import language_choices, receipt_words, tongues
from shared.web.translation import SOURCE_LANGUAGE, catalogue_of

TRANSLATED = [language for language in HouseholdLanguage if language != SOURCE_LANGUAGE]


def figures(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_of_the_receipt_falls_back_to_another_language(language: str) -> None:
    texts, numbered = receipt_words()
    own = catalogue_of(LOCALE, language)
    assert (len(texts) > 20, len(numbered)) == (True, 1)
    assert sorted(text for text in texts if text not in own.texts) == []
    assert [text for text in texts if figures(own.texts[text]) != figures(text)] == []
    forms = {speaker(language).form_of(number) for number in range(201)}
    assert [one for one, _ in numbered if len(own.plurals.get(one, ())) != len(forms)] == []


def test_the_page_brings_every_language_along() -> None:
    texts, numbered = receipt_words()
    brought = {tongue["language"]: tongue for tongue in tongues()}
    assert list(brought) == ["fr", "en", "ar", "tr"]
    assert [tongue["direction"] for tongue in brought.values()] == ["ltr", "ltr", "rtl", "ltr"]
    for language in TRANSLATED:
        assert brought[language]["texts"].keys() == texts
        assert brought[language]["plurals"].keys() == {one for one, _ in numbered}
    assert brought["ar"]["plurals"]["{number} piece"][2] == "قطعتان"


def test_each_language_is_offered_under_its_own_name() -> None:
    assert language_choices() == [("fr", "Français"), ("en", "English"), ("ar", "العربية"), ("tr", "Türkçe")]

"""Every word of pages and their scripts is there in French; the addresses of what they are made of change with it."""

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2.ext import babel_extract

from services.orders.web.pages.account import KINDS
from services.orders.web.pages.audit_words import FIELDS, WORDS
from services.supply.domain.stock_movements import MovementKind
from services.supply.web.pages.cycle_steps import STEPS
from services.supply.web.pages.stock import KINDS as MOVED
from services.supply.web.pages.stock import LOSSES
from shared.web.assets import Assets
from shared.web.dead_letter_words import UNKNOWN
from shared.web.dead_letter_words import WORDS as WORDS_OF_LETTERS
from shared.web.navigation import PLACES
from shared.web.pages import SHARED_TEMPLATES, words_of
from shared.web.translation import DEFAULT_LANGUAGE, SHARED_LOCALE, Catalogues, Messages, catalogue_of, read_messages

ROOT = Path(__file__).parents[3]
ROOMS = [SHARED_TEMPLATES.parent, *(ROOT / "services" / service / "web" for service in ("orders", "supply"))]
SAYING = {"_": 1, "say_number": 2}
"""What says a text, and how many forms of it."""


def said_on_pages(room: Path) -> set[tuple[str, ...]]:
    """The msgids of a room's templates: one text, or the two of what depends on a number."""
    said = set()
    for template in sorted((room / "templates").glob("**/*.html")):
        with template.open("rb") as file:
            for _, function, found, _ in babel_extract(file, list(SAYING), [], {}):
                texts = [found] if isinstance(found, str) else [text for text in found or () if text]
                if texts:  # what a variable holds is looked for where it is set
                    said.add(tuple(texts[: SAYING[function]]))
    return said


def said_by_scripts(room: Path) -> set[tuple[str, ...]]:
    texts, numbered = words_of(Assets(room / "static"))
    return {(text,) for text in texts} | set(numbered)


@cache
def french(room: Path) -> Messages:
    messages = catalogue_of(SHARED_LOCALE, DEFAULT_LANGUAGE)
    messages.update(catalogue_of(room / "locale", DEFAULT_LANGUAGE))
    return messages


def known(said: tuple[str, ...], messages: Messages) -> bool:
    return said[0] in (messages.plurals if len(said) == 2 else messages.texts)


@pytest.mark.parametrize("room", ROOMS, ids=["shared", "orders", "supply"])
def test_every_word_is_there_in_french(room: Path) -> None:
    said = said_on_pages(room) | said_by_scripts(room)
    assert sorted(text for text in said if not known(text, french(room))) == []


def test_every_place_is_named_in_french() -> None:
    texts = catalogue_of(SHARED_LOCALE, DEFAULT_LANGUAGE).texts
    assert [word for place in PLACES for word in (place.label, place.about) if word not in texts] == []


def test_every_field_of_the_audit_trail_is_named_in_french() -> None:
    texts = french(ROOMS[1]).texts
    said = {*FIELDS.values(), *WORDS.values(), *KINDS.values()}
    assert sorted(word for word in said if word not in texts) == []


def test_every_step_of_a_cycle_is_named_in_french_and_has_a_pictogram() -> None:
    texts = french(ROOMS[2]).texts
    drawn = (SHARED_TEMPLATES.parent / "static/icons.svg").read_text(encoding="utf-8")
    assert [name for name in STEPS if name not in texts] == []
    assert [name for name, pictogram in STEPS.items() if f'id="{pictogram}"' not in drawn] == []


def test_what_moves_stock_is_named_in_french() -> None:
    texts = french(ROOMS[2]).texts
    assert {*MOVED} == {*MovementKind}
    assert [word for word in (*MOVED.values(), *LOSSES.values()) if word not in texts] == []


def test_what_messages_put_aside_mean_is_said_in_french() -> None:
    texts = catalogue_of(SHARED_LOCALE, DEFAULT_LANGUAGE).texts
    said = {word for words in (UNKNOWN, *WORDS_OF_LETTERS.values()) for word in words}
    assert sorted(word for word in said if word not in texts) == []


def test_figures_have_the_same_names_in_french() -> None:
    for room in ROOMS:
        messages = french(room)
        for text, translated in messages.texts.items():
            assert set(re.findall(r"\{\w+\}", translated)) <= set(re.findall(r"\{\w+\}", text)), text


@pytest.mark.parametrize("room", ROOMS[1:], ids=["orders", "supply"])
def test_a_text_has_one_translation_whatever_file_it_stands_in(room: Path) -> None:
    said: dict[str, set[str]] = {}
    for folder in (SHARED_LOCALE, room / "locale"):
        for file in sorted((folder / DEFAULT_LANGUAGE / "LC_MESSAGES").glob("*.po")):
            for text, translated in read_messages(file).texts.items():
                said.setdefault(text, set()).add(translated)
    assert {text: sorted(all_of) for text, all_of in said.items() if len(all_of) > 1} == {}


def test_an_address_changes_when_a_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.web.assets.PROJECT", tmp_path)
    monkeypatch.setattr("shared.web.assets.SHARED", tmp_path / "none")
    (tmp_path / "static").mkdir()
    file = tmp_path / "static" / "page.css"
    file.write_text("a {}", encoding="utf-8")
    before = Assets(tmp_path / "static").address("static/page.css")
    file.write_text("b {}", encoding="utf-8")
    assert Assets(tmp_path / "static").address("static/page.css") != before


def test_a_language_that_lacks_a_plural_says_it_as_the_default_one_would() -> None:
    arabic = Catalogues(ROOMS[2] / "locale").of("ar")
    one, many = "One thing waits for your word", "{number} things wait for your word"
    assert one not in catalogue_of(ROOMS[2] / "locale", "ar").plurals
    assert "Une chose attend votre accord" in arabic.number(one, many, 1)
    assert "choses attendent votre accord" in arabic.number(one, many, 5)


def test_what_is_french_among_arabic_is_set_apart_with_its_figures_as_french_writes_them() -> None:
    arabic = Catalogues(ROOMS[1] / "locale").of("ar")
    text = "There is no note or coin of {denomination_cents}. Count what is there by its own value."
    said = arabic(text, denomination_cents=5_640)
    assert said.startswith("\u2066Il n’existe ni billet ni pièce de \u206856,40\N{NO-BREAK SPACE}€\u2069. Comptez")
    assert said.endswith("\u2069")
    cheques = arabic.number("{number} cheque", "{number} cheques", 5)
    assert cheques == "\u2066\u20685\u2069 chèques\u2069"

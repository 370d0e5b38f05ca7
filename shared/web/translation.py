"""Sentences in the reader's language, from gettext catalogues read once at start-up.

The source language is English, the default language French: a reader who asks for neither gets
French. Catalogues are ``<locale>/<language>/LC_MESSAGES/*.po``, read as text: no compiled
binary is kept in the project.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

from babel import Locale
from babel.messages.pofile import read_po
from fastapi import Depends, Request, Response

from shared.web.figures import show
from shared.web.sentences import Sentences

SOURCE_LANGUAGE = "en"
DEFAULT_LANGUAGE = "fr"
SHARED_LOCALE = Path(__file__).parent / "locale"

_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)


class _Figures(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"  # a figure that was not given is shown by its name: the sentence still reads


class Translator:
    """Says a msgid in one language."""

    def __init__(self, language: str, messages: Mapping[str, str]) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        self._messages = messages

    def __call__(self, msgid: str, /, **figures: Any) -> str:  # noqa: ANN401 - figures are whatever the sentence shows
        """The sentence in this language with its figures written as its readers write them."""
        text = self._messages.get(msgid, msgid)
        if not figures:
            return text
        return text.format_map(_Figures({name: show(name, value, self) for name, value in figures.items()}))


class Catalogues:
    """Every language the network has catalogues for."""

    def __init__(self, *locales: Path) -> None:
        messages: dict[str, dict[str, str]] = {SOURCE_LANGUAGE: {}, DEFAULT_LANGUAGE: {}}
        for locale in (SHARED_LOCALE, *locales):
            for language in sorted(path.parent.name for path in locale.glob("*/LC_MESSAGES")):
                messages.setdefault(language, {}).update(messages_of(locale, language))
        self._translators = {language: Translator(language, found) for language, found in messages.items()}

    def of(self, language: str) -> Translator:
        """The translator of a language, or of the default one."""
        return self._translators.get(language, self._translators[DEFAULT_LANGUAGE])

    def choose(self, accept_language: str | None) -> Translator:
        """The language the reader prefers among those there are (RFC 9110, Accept-Language)."""
        for wanted in _by_preference(accept_language or ""):
            if wanted in self._translators:
                return self._translators[wanted]
        return self._translators[DEFAULT_LANGUAGE]


def messages_of(locale: Path, language: str) -> dict[str, str]:
    """All messages of one language in one folder of catalogues."""
    messages: dict[str, str] = {}
    for path in sorted((locale / language / "LC_MESSAGES").glob("*.po")):
        messages.update(read_messages(path))
    return messages


def read_messages(path: Path) -> dict[str, str]:
    """The translated messages of one .po file; fuzzy and empty ones are left out."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


def untranslated(sentences: Sentences, locale: Path, language: str = DEFAULT_LANGUAGE) -> list[str]:
    """What a catalogue lacks for a sentence table: for a test of each service."""
    messages = messages_of(locale, language)
    texts = [text for sentence in sentences.values() for text in (sentence.title, sentence.detail)]
    missing = [f"not translated: {text}" for text in texts if text not in messages]
    other = [f"other figures: {text}" for text in texts if _names(messages.get(text, text)) != _names(text)]
    return missing + other


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _by_preference(accept_language: str) -> Iterable[str]:
    ranges = []
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().partition(";")
        quality = _quality(parameter)
        if tag and quality > 0:
            ranges.append((quality, tag.strip().split("-")[0].lower()))
    return [language for _, language in sorted(ranges, key=lambda pair: -pair[0])]


def _quality(parameter: str) -> Decimal:
    """The weight of a language range; one that RFC 9110 doesn't know counts as unwanted."""
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return Decimal(1)
    return Decimal(value.strip()) if _QUALITY.fullmatch(value.strip()) else Decimal(0)


def reader(request: Request) -> Translator:
    """The translator for this request's reader."""
    catalogues: Catalogues = request.app.state.catalogues
    return catalogues.choose(request.headers.get("accept-language"))


async def _reader(request: Request, response: Response) -> Translator:
    """Not a plain function: FastAPI would call it in a thread."""
    translator = reader(request)
    response.headers["Content-Language"] = translator.language
    return translator


Reader = Annotated[Translator, Depends(_reader)]
"""The translator of a route whose answer holds sentences: the answer says in which language they are."""

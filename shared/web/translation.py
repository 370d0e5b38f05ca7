"""Sentences in the reader's language, from gettext catalogues read once at start-up.

The source language is English, the default language French: a reader who asks for neither gets
French. Catalogues are ``<locale>/<language>/LC_MESSAGES/*.po``, read as text: no compiled
binary is kept in the project.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

from babel import Locale
from babel.messages import Catalog
from babel.messages.pofile import read_po
from fastapi import Depends, Request, Response

from shared.web.figures import show
from shared.web.sentences import Sentences

SOURCE_LANGUAGE = "en"
DEFAULT_LANGUAGE = "fr"
COMPLETE = frozenset({SOURCE_LANGUAGE, DEFAULT_LANGUAGE})
LANGUAGE_COOKIE = "vrac_language"
_LEFT_TO_RIGHT, _ITS_OWN_WAY, _END = "\u2066", "\u2068", "\u2069"
_NUMBERS = 201  # every plural form of every language is that of one of these
SHARED_LOCALE = Path(__file__).parent / "locale"

_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)


class _Figures(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"  # a figure that was not given is shown by its name: the sentence still reads


@dataclass(slots=True)
class Messages:
    """What one language says: each text, and the forms of what depends on a number."""

    texts: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lent: frozenset[str] = frozenset()
    """Those of both that another language lends."""

    def update(self, other: "Messages") -> None:
        """Add what another catalogue says."""
        self.texts.update(other.texts)
        self.plurals.update(other.plurals)


class Translator:
    """Says a msgid in one language."""

    def __init__(self, language: str, messages: Messages) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        self.messages = messages
        self._lender = self
        self.form_of = c2py(Catalog(language).plural_expr)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(self.locale.text_direction)

    def __call__(self, msgid: str, /, **figures: Any) -> str:  # noqa: ANN401 - figures are whatever the sentence shows
        """The sentence in this language with its figures written as its readers write them."""
        return self._filled(self.messages.texts.get(msgid, msgid), figures, self._writer_of(msgid))

    def number(self, one: str, many: str, number: int, /, **figures: Any) -> str:  # noqa: ANN401 - as above
        """A sentence about a number of things, which is also its figure ``{number}``."""
        forms = self.messages.plurals.get(one)
        form = forms[self.form_of(number)] if forms else (one if number == 1 else many)
        return self._filled(form, {"number": number, **figures}, self._writer_of(one))

    def borrow(self, lender: "Translator") -> None:
        """Say as another language does what this one does not say, each number in the form that it has there.

        What is written in the other direction is set apart (Unicode's isolates), as are its figures: "5 chèques."
        among Arabic would be read as ".chèques 5".
        """
        own, lent = self.messages, lender.messages
        apart = _apart if self.direction != lender.direction else str
        numbers = {self.form_of(number): number for number in range(_NUMBERS)}
        last = [number for _, number in sorted(numbers.items())]  # where one form is for all, it is no singular
        own.lent = frozenset(lent.texts.keys() - own.texts.keys()) | (lent.plurals.keys() - own.plurals.keys())
        own.texts = {text: apart(said) for text, said in lent.texts.items()} | own.texts
        plurals = lent.plurals.items()
        own.plurals = {one: tuple(apart(f[lender.form_of(n)]) for n in last) for one, f in plurals} | own.plurals
        self._lender = lender

    def _writer_of(self, msgid: str) -> "Translator":
        return self._lender if msgid in self.messages.lent else self

    def _filled(self, text: str, figures: Mapping[str, Any], writer: "Translator") -> str:
        if not figures:
            return text
        shown = {name: show(name, value, writer) for name, value in figures.items()}
        if writer.direction != self.direction:
            shown = {name: f"{_ITS_OWN_WAY}{value}{_END}" for name, value in shown.items()}
        return text.format_map(_Figures(shown))


class Catalogues:
    """Every language the network has catalogues for.

    French and English say everything; the others what a household sees, and the rest in French.
    """

    def __init__(self, *locales: Path) -> None:
        found: dict[str, Messages] = {SOURCE_LANGUAGE: Messages(), DEFAULT_LANGUAGE: Messages()}
        for locale in (SHARED_LOCALE, *locales):
            for language in sorted(path.parent.name for path in locale.glob("*/LC_MESSAGES")):
                found.setdefault(language, Messages()).update(catalogue_of(locale, language))
        self._translators = {language: Translator(language, messages) for language, messages in found.items()}
        default = self._translators[DEFAULT_LANGUAGE]
        for language in found.keys() - COMPLETE:
            self._translators[language].borrow(default)

    @property
    def languages(self) -> tuple[str, ...]:
        """The default one first."""
        return tuple(sorted(self._translators, key=lambda language: (language != DEFAULT_LANGUAGE, language)))

    def of(self, language: str) -> Translator:
        """The translator of a language, or of the default one."""
        return self._translators.get(language, self._translators[DEFAULT_LANGUAGE])

    def choose(self, accept_language: str | None, chosen: str | None = None) -> Translator:
        """The language that the reader chose, or prefers among the complete ones (RFC 9110, Accept-Language)."""
        if chosen in self._translators:
            return self._translators[chosen]
        for wanted in _by_preference(accept_language or ""):
            if wanted in COMPLETE:
                return self._translators[wanted]
        return self._translators[DEFAULT_LANGUAGE]


@cache
def catalogues_with(locale: Path) -> Catalogues:
    """The common catalogues with those of one folder, read once a process."""
    return Catalogues(locale)


def _apart(text: str) -> str:
    return f"{_LEFT_TO_RIGHT}{text}{_END}"


def messages_of(locale: Path, language: str) -> dict[str, str]:
    """All texts of one language in one folder of catalogues."""
    return catalogue_of(locale, language).texts


def catalogue_of(locale: Path, language: str) -> Messages:
    """All that one folder of catalogues says in one language."""
    messages = Messages()
    for path in sorted((locale / language / "LC_MESSAGES").glob("*.po")):
        messages.update(read_messages(path))
    return messages


@cache  # the pages, papers and sentences of a process read the same files
def read_messages(path: Path) -> Messages:
    """The translated messages of one .po file, read once a process; fuzzy and empty ones are left out."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    messages = Messages()
    for message in catalogue:
        if isinstance(message.id, tuple | list):
            forms = tuple(message.string or ())
            if all(forms) and not message.fuzzy:
                messages.plurals[str(message.id[0])] = forms
        elif message.id and message.string and not message.fuzzy:
            messages.texts[str(message.id)] = str(message.string)
    return messages


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
    return catalogues.choose(request.headers.get("accept-language"), request.cookies.get(LANGUAGE_COOKIE))


async def _reader(request: Request, response: Response) -> Translator:
    """Not a plain function: FastAPI would call it in a thread."""
    translator = reader(request)
    response.headers["Content-Language"] = translator.language
    return translator


Reader = Annotated[Translator, Depends(_reader)]
"""The translator of a route whose answer holds sentences: the answer says in which language they are."""

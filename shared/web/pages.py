"""Pages: Jinja templates in the reader's language, in one layout, with one way to say no.

A page only reads. What it changes it changes by the JSON API, through a form with ``data-api``
(``static/forms.js``): the rules are in one place, and a page needs no route of its own for them.
"""

import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.kernel.quantity import Quantity
from shared.web.assets import Assets
from shared.web.figures import (
    decimal_comma,
    show,
    show_ago,
    show_divided,
    show_money,
    show_percent,
    show_price,
    show_quantity,
)
from shared.web.navigation import Addresses, places_of
from shared.web.translation import Catalogues, Translator, reader

SHARED_TEMPLATES: Final = Path(__file__).parent / "templates"
_TRICKS: Final = re.compile(r"[\x00-\x1f\x7f\\{}]")
"""What browsers leave out of an address or take for a slash, and where ``forms.js`` puts what an answer says."""
_TEXT: Final = r'\s*"((?:[^"\\]|\\.)*)"'
ScriptWords = tuple[frozenset[str], frozenset[tuple[str, str]]]
"""The msgids that scripts say: plain ones, and pairs that depend on a number."""


class Pages:
    """What draws the pages of one service.

    Args:
        service: ``orders`` or ``supply``.
        room: Its ``web`` folder, with ``templates`` and ``static``.
        addresses: Where browsers reach both services.
        zone: The network's, in which pages say when something was.
    """

    def __init__(self, service: str, room: Path, addresses: Addresses, zone: ZoneInfo) -> None:
        self.service = service
        self.addresses = addresses
        self._zone = zone
        self.assets, self.words = _served(room / "static")
        self._environment = Environment(
            loader=FileSystemLoader([room / "templates", SHARED_TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(asset=self.assets.address, addresses=addresses, service=service)

    def draw(self, request: Request, template: str, status: int = 200, /, **context: Any) -> HTMLResponse:  # noqa: ANN401 - whatever the page shows
        """A page, or a part of one, as its reader reads it."""
        say = reader(request)
        actor = getattr(request.state, "actor", None)
        catalogues: Catalogues = request.app.state.catalogues
        html = self._environment.get_template(template).render(
            _=say,
            say_number=say.number,
            money=partial(show_money, locale=say.locale),
            quantity=lambda base, unit: show_quantity(Quantity(base, unit), say.locale),
            percent_of=partial(show_percent, locale=say.locale),
            price_of=partial(show_price, locale=say.locale),
            comma=decimal_comma(say.locale),
            divided=partial(show_divided, locale=say.locale),
            shown=lambda value: show("", value, say),
            when=lambda moment: show("", moment.astimezone(self._zone), say),
            ago=partial(show_ago, locale=say.locale),
            language=say.language,
            languages=[(code, own_name(catalogues.of(code))) for code in catalogues.languages],
            direction=say.direction,
            words=script_words(self.words, say),
            actor=actor,
            places=places_of(actor),
            path=request.url.path,
            **context,
        )
        return HTMLResponse(html, status, headers={"Content-Language": say.language, "Vary": "Cookie, Accept-Language"})

    def wanted(self, request: Request) -> bool:
        """Whether somebody looks at a page, rather than a program asking the API."""
        by_browser = "text/html" in request.headers.get("accept", "") or "hx-request" in request.headers
        return by_browser and not request.url.path.startswith("/v1/")

    @staticmethod
    def is_path(address: str) -> bool:
        """Whether an address is a path of the same service, and nobody else's host written like one."""
        return address.startswith("/") and not address.startswith("//") and not _TRICKS.search(address)

    def refuse(self, request: Request, problem: Mapping[str, Any]) -> Response:
        """Say no on a page; whoever is signed out is led to where to sign in, and back."""
        if problem["code"] == "second_factor_needed":
            return self._lead(request, f"{self.addresses.orders}/account/second-factor")
        if problem["status"] != 401:
            return self.draw(request, "problem.html", problem["status"], problem=problem)
        back = quote(self._address_of(request), safe="")
        return self._lead(request, f"{self.addresses.orders}/sign-in?next={back}")

    @staticmethod
    def _lead(request: Request, address: str) -> Response:
        if "hx-request" in request.headers:
            return Response(status_code=204, headers={"HX-Redirect": address})
        return RedirectResponse(address, status_code=303)

    def _address_of(self, request: Request) -> str:
        query = f"?{request.url.query}" if request.url.query else ""
        return f"{getattr(self.addresses, self.service)}{request.url.path}{query}"

    def ours(self, address: str) -> bool:
        """Whether an address leads to a page of the two services: nobody is led elsewhere after signing in."""
        both = (self.addresses.orders, self.addresses.supply)
        whole = any(address.startswith(f"{ours}/") for ours in both) and not _TRICKS.search(address)
        return whole or self.is_path(address)


def own_name(say: Translator) -> str:
    """What a language calls itself."""
    return str(say.locale.get_display_name(say.language)).capitalize()


@cache
def _served(static: Path) -> tuple[Assets, ScriptWords]:
    """A folder's files and what its scripts say: they are read once a process, however many apps it makes."""
    assets = Assets(static)
    return assets, words_of(assets)


def words_of(assets: Assets) -> ScriptWords:
    """What all scripts say in their reader's language."""
    scripts = (file for folder in assets.folders for file in folder.glob("**/*.js") if "vendor" not in file.parts)
    return said_in_script("\n".join(script.read_text(encoding="utf-8") for script in scripts))


def said_in_script(source: str, say: str = "say", say_number: str = "sayNumber") -> ScriptWords:
    """What scripts say by functions of these names."""
    texts = re.findall(rf"\b{say}\({_TEXT}", source)
    numbered = re.findall(rf"\b{say_number}\({_TEXT},{_TEXT}", source)
    return frozenset(map(_unescaped, texts)), frozenset((_unescaped(one), _unescaped(many)) for one, many in numbered)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def script_words(words: ScriptWords, say: Translator) -> dict[str, Any]:
    """What scripts say, in one language: ``static/words.js`` reads it from the page."""
    texts, numbered = words
    messages = say.messages
    return {
        "language": say.language,
        "texts": {text: messages.texts[text] for text in sorted(texts) if text in messages.texts},
        "plurals": {one: messages.plurals[one] for one, _ in sorted(numbered) if one in messages.plurals},
        "rule": _rule(say),
    }


def _rule(say: Translator) -> list[str]:
    """The CLDR category of each plural form, as browsers name them."""
    categories: dict[int, str] = {}
    for number in range(201):
        categories.setdefault(say.form_of(number), str(say.locale.plural_form(number)))
    return [categories[index] for index in sorted(categories)]


def page(request: Request, template: str, /, **context: Any) -> HTMLResponse:  # noqa: ANN401 - whatever the page shows
    """A page of the app that was asked."""
    pages: Pages = request.app.state.pages
    return pages.draw(request, template, **context)

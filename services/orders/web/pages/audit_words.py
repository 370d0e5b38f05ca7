"""What stood before and after a change, in words: names of fields as people know them, and their figures."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from shared.kernel.money import Money
from shared.web.figures import show
from shared.web.translation import Translator

FIELDS: Final = {
    "login": "Signs in as",
    "name": "Name",
    "email": "Mail address",
    "roles": "Roles",
    "centres": "Centres",
    "place": "Where goods are fetched",
    "active": "Takes part",
    "number": "Member number",
    "centre": "Centre",
    "label": "Label",
    "size": "How many people",
    "language": "Language",
    "may_sign_in": "May sign in",
    "password": "Password",
    "by": "How?",
    "means": "How?",
    "device": "Device",
    "session": "Session",
    "rates": "Part of the price",
    "basis_points": "Part of the price",
    "begins": "First day",
    "ends": "Last day",
    "deposit_cents": "Deposit",
    "fees_cents": "Yearly fees",
    "needed": "An order without its fee",
    "languages": "Languages to choose from",
    "group_order": "Orders of the centre",
    "order": "Order",
}
"""As msgids."""
WORDS: Final = {
    "changed": "another one",
    "code": "with a code",
    "slip": "on a slip",
    "mail": "by mail",
    "no": "nothing is said",
    "warn": "it is reminded",
    "refuse": "the order is refused",
    "fr": "French",
    "en": "English",
    "ar": "Arabic",
    "tr": "Turkish",
    "open": "open",
    "sealed": "closed",
    "late": "late",
    "confirmed": "confirmed",
    "refunded": "not counted, its money left",
}
"""Of what is said by a code, as msgids."""
CODED: Final = {
    *("roles", "password", "label", "size", "language", "languages"),
    *("by", "means", "needed", "group_order", "order"),
}
CENTS: Final = {"deposit_cents", "fees_cents"}


def told(state: dict[str, Any] | None, say: Translator) -> list[tuple[str, str]]:
    """Each field with its figure; one that is not known here, as it was kept."""
    return [(say(FIELDS.get(name, name)), _figure(name, value, say)) for name, value in (state or {}).items()]


def _figure(name: str, value: Any, say: Translator) -> str:  # noqa: ANN401 - JSON
    match value:
        case None | "" | []:
            return "–"
        case list():
            return ", ".join(_figure(name, one, say) for one in value)
        case bool():
            return say("Yes" if value else "No")
        case str():
            return _text(name, value, say)
        case _:
            return show("", Money(value), say) if name in CENTS else f"{show('', Decimal(value) / 100, say)} %"


def _text(name: str, value: str, say: Translator) -> str:
    if name in {"begins", "ends"}:
        return show("", date.fromisoformat(value), say)
    return say(WORDS.get(value, value)) if name in CODED else value

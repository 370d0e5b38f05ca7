"""What orders' papers say: each word in each language, the figures of a slip, no tariff."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.orders import papers
from services.orders.domain.entry import OrderState
from services.orders.domain.languages import HouseholdLanguage
from services.orders.domain.sealing import CycleState
from services.orders.domain.till_sessions import DENOMINATIONS
from services.orders.papers.languages import LOCALE, speaker
from services.orders.papers.order_summary import STATES, SummarySize, summary_paper
from services.orders.papers.slip import HEADINGS, slips_paper
from services.orders.papers.till_closing import till_sheet
from services.orders.papers.words import WHY
from services.orders.queries.cycles import Cycle
from services.orders.queries.paper_orders import PaperLine, PaperOrder
from services.orders.queries.slips import Slip, SlipLine
from services.orders.queries.till_sessions import CountedPieces, Received, TillSession
from services.orders.storage.handing_over import Fetch
from services.orders.storage.placement.statement import Written
from services.orders.web.sentences import LOCALE as WEB_LOCALE
from shared.contracts.settlements import ReasonCode
from shared.kernel.money import Money
from shared.web.translation import SHARED_LOCALE, Catalogues, messages_of
from tests.fixtures.said_words import said_in

FETCHED = datetime(2026, 12, 18, 14), datetime(2026, 12, 18, 18)  # noqa: DTZ001 - local times
DAYS = {"opens": 1, "closes": 4, "delivery": 15, "distribution": 18}
CYCLE = Cycle(
    "2026-12",
    "Décembre",
    CycleState.SETTLED,
    **{name: date(2026, 12, day) for name, day in DAYS.items()},
    settled_run=1,
)


def line(**changed: Any) -> SlipLine:
    usual: dict[str, Any] = {"product": "FAR", "name": "Farine", "unit": "kg", "ordered": 2_500, "granted": 2_000}
    money = {"handed": None, "final_price_cents": 141, "charged_cents": 282}
    why = {"reason_code": ReasonCode.SHORT_PRO_RATA.value, "reason_demand": 100_000, "reason_available": 80_000}
    return SlipLine(**(usual | money | why | changed))


def slip(*lines: SlipLine, **changed: Any) -> Slip:
    usual: dict[str, Any] = {"order_id": UUID(int=1), "household": "000001", "label": "B.", "language": "fr"}
    fetched = {"centre": "DUC", "place": "salle", "starts": FETCHED[0], "ends": FETCHED[1]}
    money = {"held_cents": 363, "charged_cents": 282, "full_cents": 282, "credited_cents": 0, "credit_cents": 81}
    return Slip(**(usual | fetched | money | changed), lines=lines or (line(),))


def said(one: Slip, language: HouseholdLanguage = HouseholdLanguage.FRENCH) -> Any:
    data: Any = slips_paper(CYCLE, [(one, speaker(language))]).data
    return data["slips"][0]


@pytest.mark.parametrize("language", ["fr", "ar", "tr"])
def test_every_word_that_a_household_reads_is_in_its_language(language: str) -> None:
    known = messages_of(LOCALE, language) | (messages_of(SHARED_LOCALE, language) if language == "fr" else {})
    till = set(said_in(Path(papers.__file__).parent)) & set(messages_of(WEB_LOCALE, "fr"))
    said_here = [word for word in said_in(Path(papers.__file__).parent) if word not in till]
    words = [*said_here, *STATES.values(), *WHY.values(), *HEADINGS, "{day}, from {starts} to {ends}"]
    assert len(words) > 50
    assert [word for word in words if word not in known] == []
    assert [word for word in words if figures(known[word]) != figures(word)] == []


def figures(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_state_and_reason_has_its_words() -> None:
    assert set(STATES) == set(OrderState)
    assert set(WHY) == set(ReasonCode)


def test_a_slip_says_what_lacked_and_why() -> None:
    data = said(slip())
    (row,) = data["lines"]
    assert row["cells"] == ["Farine", "2,5\u00a0kg", "2\u00a0kg", "1,41\u00a0€\u00a0/\u00a0kg", "2,82\u00a0€"]
    assert (row["short"], row["why"]) == (True, "Il y avait 80 kg pour 100 kg commandés : chacun a eu une part.")
    assert data["sums"] == [
        ["Produits aux prix définitifs", "2,82\u00a0€"],
        ["Vous payez", "2,82\u00a0€"],
        ["Vous aviez payé", "3,63\u00a0€"],
        ["Vous revient", "0,81\u00a0€"],
    ]
    assert data["credit"] == ["Sur votre compte maintenant", "0,81\u00a0€"]
    assert said(slip(), HouseholdLanguage.ARABIC)["lines"][0]["why"].startswith("توفّر 80 kg")


def test_what_was_weighed_less_is_what_was_received() -> None:
    weighed = line(granted=2_500, handed=2_400, reason_code=None)
    data = said(slip(weighed, credited_cents=14))
    assert data["lines"][0]["cells"][2] == "2,4\u00a0kg"
    assert data["lines"][0]["why"].startswith("Il y en avait moins")
    assert ["Pour des produits non remis", "0,14\u00a0€"] in data["sums"]


def test_a_reduced_price_is_a_sum_and_no_word_says_why() -> None:
    data = said(slip(held_cents=134, charged_cents=104, credit_cents=30))
    assert data["sums"] == [
        ["Produits aux prix définitifs", "2,82\u00a0€"],
        ["Vous payez", "1,04\u00a0€"],
        ["Vous aviez payé", "1,34\u00a0€"],
        ["Vous revient", "0,30\u00a0€"],
    ]
    assert [word for word, _ in data["sums"]] == [word for word, _ in said(slip())["sums"]], "in a pile all look alike"
    assert not [word for word in ("tarif", "solidar", "%", "réduit") if word in str(data)]


def test_a_summary_says_at_most_and_what_lacks() -> None:
    fetch = Fetch("DUC", "salle", date(2026, 12, 18), *FETCHED)
    order = Written(OrderState.WAITING, 1, 363, 163, 200, 200, fetch, 363)
    lines = [PaperLine("Farine", "wheat", "kg", 2_500, 145, 363)]
    found = PaperOrder(UUID(int=1), "2026-12", "Décembre", "000001", "", "tr", order, lines)
    data: Any = summary_paper(found, SummarySize.ROLL, speaker("tr")).data
    assert data["language"] == "tr"
    assert data["state"] == "Henüz ödenmedi: siparişiniz ödenince geçerli olur."
    assert data["lines"] == [["wheat", "Farine", "2,5\u00a0kg", "€1,45\u00a0/\u00a0kg", "€3,63"]]
    assert data["facts"][2] == ["Teslim alma", "18 Aralık 2026 Cuma, 14:00 – 18:00"]
    assert [sums[0] for sums in data["sums"]] == [
        "En fazla toplam",
        "En fazla ödersiniz",
        "Ödenecek kalan",
        "Sonra hesabınızda kalan",
    ]
    ends = replace(found, order=replace(order, ordinary_from=date(2027, 3, 1)))
    told: Any = summary_paper(ends, SummarySize.ROLL, speaker("fr")).data
    assert told["notes"][2:] == ["À partir du 1er mars 2027, vous payez le prix ordinaire."]
    assert len(data["notes"]) == 2


def test_a_till_closing_adds_up_as_it_was_counted() -> None:
    at = datetime(2026, 12, 1, 18, tzinfo=UTC)
    counted = {"pieces": [CountedPieces(1_000, 2)], "counted_cents": 2_000, "difference_cents": -50, "reason": "perdu"}
    session = TillSession(
        session_id=UUID(int=1),
        till="DUC",
        number=3,
        linked_to=None,
        counted_with=None,
        opened_at=at,
        opened_by_name="Samia",
        float_cents=1_550,
        received=[Received("cash", 1, 500), Received("cheque", 2, 900)],
        given_back_cents=0,
        carried_cents=0,
        donated_cents=0,
        late_cents=0,
        expected_cents=2_050,
        closed_at=at,
        closed_by_name="Samia",
        **counted,  # type: ignore[arg-type]
    )
    sheet = till_sheet(session, DENOMINATIONS, ZoneInfo("Europe/Paris"), Catalogues(WEB_LOCALE).of("fr"))
    assert sheet.title == "Fermeture de caisse (Z)"
    assert dict(sheet.facts)["Ouverte"] == "1er décembre 2026 19:00 · Samia"
    assert sheet.sections[0].rows == [["espèces", 1, Money(500)], ["chèque", 2, Money(900)]]
    assert sheet.closing[-3:] == [
        ("Devrait y être", Money(2_050)),
        ("Compté", Money(2_000)),
        ("Écart", Money(-50)),
    ]

"""The papers of the round and of the day: who may have them, what stands on them, the same bytes each time."""

import csv
import io
from pathlib import Path

import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.fixtures.printed import A4, BOX, WRITING, colours, page_sizes, printed_lines
from tests.fixtures.printed_anew import watched_press
from tests.fixtures.supply_buying import PATH, post
from tests.fixtures.supply_cycle import CYCLE, PRODUCT, SUPPLIER, put
from tests.fixtures.supply_distribution import hand, settle, weighed
from tests.fixtures.verapdf import ACCESSIBLE, verdicts

AT_DUC = f"{PATH}/centres/DUC/papers"
OF_THE_NETWORK = (f"{PATH}/papers/loading-sheet", f"{PATH}/papers/repacking")
OF_THE_CENTRE = tuple(
    f"{AT_DUC}/{name}" for name in ("delivery-note", "pick-list-by-household", "pick-list-by-product", "roster")
)
LISTS = (*OF_THE_NETWORK, *OF_THE_CENTRE)
LABELS = tuple(f"{PATH}/papers/labels.pdf?on={on}" for on in ("24", "65", "roll"))
PDFS = (*(f"{path}.pdf" for path in LISTS), *LABELS, "/v1/purchase-orders/1.pdf", "/v1/report/impact.pdf")
VOLUNTEER = {"name": "Samia", "centre": "DUC", "max_minutes": 900, "done_minutes": 0}
HERE = {"starts": "2026-12-19T08:00:00", "ends": "2026-12-19T18:00:00"}


async def rows(client: httpx.AsyncClient, path: str, language: str = "fr") -> list[list[str]]:
    response = await client.get(f"{path}.csv", headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.text)))


async def pdf(client: httpx.AsyncClient, path: str) -> bytes:
    response = await client.get(path)
    assert response.status_code == 200, f"{path}: {response.text}"
    assert response.headers["content-type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    return response.content


@pytest.fixture
async def day(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """A coordinator on the day of distribution, with a roster."""
    await settle(sealed)
    await put(sealed, "/v1/volunteers/V1", VOLUNTEER | {"skills": ["distribution"], "available": [HERE]})
    await post(sealed, f"{PATH}/roster")
    return sealed


async def test_the_same_figures_are_the_same_bytes(day: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made anew, not taken from memory, and by another process in another time zone."""
    anew = watched_press(monkeypatch)
    before = [await pdf(day, path) for path in PDFS]
    made = list(anew.made)
    assert anew.made_elsewhere() == made
    anew.forget()
    assert [await pdf(day, path) for path in PDFS] == before
    assert anew.made == made
    for path in LISTS:
        first, second = [(await day.get(f"{path}.xlsx")).content for _ in range(2)]
        assert first == second, path


async def test_every_paper_is_grey_and_on_a4_but_for_the_roll_of_labels(day: httpx.AsyncClient) -> None:
    for path in PDFS:
        paper = await pdf(day, path)
        assert colours(paper) == set(), path
        sizes = page_sizes(paper)
        assert sizes == {A4} if "on=roll" not in path else sizes and A4 not in sizes, path


@ACCESSIBLE
async def test_a_screen_reader_can_read_every_paper(day: httpx.AsyncClient, tmp_path: Path) -> None:
    for number, path in enumerate(PDFS):
        (tmp_path / f"{number:02}.pdf").write_bytes(await pdf(day, path))
    assert verdicts(tmp_path) == [f"PASS {number:02}.pdf" for number in range(len(PDFS))]


@pytest.mark.usefixtures("day")
async def test_a_volunteer_has_the_papers_of_their_centre_only(
    volunteer: httpx.AsyncClient, treasurer: httpx.AsyncClient
) -> None:
    for path in OF_THE_CENTRE:
        await pdf(volunteer, f"{path}.pdf")
        elsewhere = await volunteer.get(f"{path.replace('/DUC/', '/MIN/')}.pdf")
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "distribution_unknown")
        assert (await treasurer.get(f"{path}.pdf")).status_code == 403
    for path in (*(f"{one}.pdf" for one in OF_THE_NETWORK), *LABELS, "/v1/purchase-orders/1.pdf"):
        assert (await volunteer.get(path)).status_code == 403, path
    await pdf(treasurer, "/v1/report/impact.pdf")


async def test_there_are_none_before_it_is_known_who_gets_what(sealed: httpx.AsyncClient) -> None:
    for path in (*OF_THE_NETWORK, *OF_THE_CENTRE[:-1]):
        refused = await sealed.get(f"{path}.pdf")
        assert (refused.status_code, refused.json()["code"]) == (404, "not_settled"), path
    assert (await sealed.get(f"{AT_DUC}/roster.pdf")).json()["code"] == "roster_not_made"
    assert (await sealed.get(f"{OF_THE_NETWORK[0].replace(CYCLE, 'NONE')}.pdf")).json()["code"] == "cycle_unknown"


async def test_the_round_says_what_each_centre_is_sent_and_how_it_is_made_up(day: httpx.AsyncClient) -> None:
    assert await rows(day, OF_THE_NETWORK[0]) == [
        ["Centre", "Produit", "Quantité", "unité", "Composé de"],
        ["Arrêt 1 : DUC", "Farine de blé T65", "71", "kg", "1\u00a0×\u00a068,5\u00a0kg + 1\u00a0×\u00a02,5\u00a0kg"],
    ], "MIN hands nothing out: it has no day"
    await put(day, f"{PATH}/centres/DUC/distribution/sent/FLOUR", {"sent": 73_000})
    assert (await rows(day, OF_THE_CENTRE[0]))[1][:3] == ["Farine de blé T65", "73", "kg"]


async def test_repacking_counts_the_bags_of_each_size_for_each_centre(day: httpx.AsyncClient) -> None:
    assert await rows(day, OF_THE_NETWORK[1], "en") == [
        ["Product", "Bag of", "unit", "DUC", "MIN", "Bags", "In all", "unit"],
        ["Farine de blé T65", "70", "kg", "", "1", "1", "70", "kg"],
        ["Farine de blé T65", "68.5", "kg", "1", "", "1", "68.5", "kg"],
        ["Farine de blé T65", "2.5", "kg", "1", "", "1", "2.5", "kg"],
    ]


@pytest.mark.usefixtures("day")
async def test_pick_lists_name_a_household_by_number_and_label(volunteer: httpx.AsyncClient) -> None:
    await hand(volunteer, 1, lines=weighed(2_400), remark="her sister comes")
    by_household = await rows(volunteer, OF_THE_CENTRE[1])
    assert by_household == [
        ["Foyer", "Produit", "Quantité", "unité"],
        ["000001 · Foyer 1", "Farine de blé T65", "2.5", "kg"],
        ["000002 · Foyer 2", "Farine de blé T65", "68.5", "kg"],
    ]
    assert (await rows(volunteer, OF_THE_CENTRE[2]))[1:] == [
        ["Farine de blé T65", "000001", "Foyer 1", "2.5", "kg"],
        ["Farine de blé T65", "000002", "Foyer 2", "68.5", "kg"],
    ]


@pytest.mark.usefixtures("day")
async def test_on_paper_each_line_of_a_pick_list_is_ticked_and_what_was_done_is_signed(
    volunteer: httpx.AsyncClient,
) -> None:
    volunteer.headers["Accept-Language"] = "fr"
    by_household = printed_lines(await pdf(volunteer, f"{OF_THE_CENTRE[1]}.pdf"))
    assert by_household[by_household.index("000001 · Foyer 1") : -1] == [
        "000001 · Foyer 1",
        "Produit Quantité Pesé, si différent",
        f"{BOX} Farine de blé T65 2,5 kg {WRITING}",
        f"Signature {WRITING}",
        "000002 · Foyer 2",
        "Produit Quantité Pesé, si différent",
        f"{BOX} Farine de blé T65 68,5 kg {WRITING}",
        f"Signature {WRITING}",
    ]
    by_product = printed_lines(await pdf(volunteer, f"{OF_THE_CENTRE[2]}.pdf"))
    assert by_product[by_product.index("Farine de blé T65") : -1] == [
        "Farine de blé T65",
        "Foyer Libellé Quantité",
        f"{BOX} 000001 Foyer 1 2,5 kg",
        f"{BOX} 000002 Foyer 2 68,5 kg",
        "Total 2 paniers 71 kg",
        f"Préparé par {WRITING}",
    ]


async def test_whoever_gets_nothing_has_nothing_to_tick_or_to_sign(sealed: httpx.AsyncClient) -> None:
    await post(sealed, f"{PATH}/abandonment", {"reason": "no supplier delivers"})
    sealed.headers["Accept-Language"] = "en"
    lines = printed_lines(await pdf(sealed, f"{OF_THE_CENTRE[1]}.pdf"))
    assert lines[lines.index("000001 · Foyer 1") : -1] == [
        "000001 · Foyer 1",
        "Gets nothing this time: tell why, its money is on its account.",
        "000002 · Foyer 2",
        "Gets nothing this time: tell why, its money is on its account.",
    ]


@pytest.mark.usefixtures("day")
async def test_the_roster_says_who_comes_and_what_is_still_to_be_found(volunteer: httpx.AsyncClient) -> None:
    found = await rows(volunteer, OF_THE_CENTRE[3])
    at_duc = [row[1] for row in found if row[0].endswith("distribution, DUC")]
    assert at_duc == ["Samia", *["reste à trouver"] * 3]
    assert {row[0].rpartition(", ")[2] for row in found[1:]} == {"hangar", "DUC"}


async def test_nothing_in_the_lists_is_taken_for_a_formula(sealed: httpx.AsyncClient) -> None:
    await settle(sealed)
    name = '=HYPERLINK("https://bad.example")'
    await put(sealed, "/v1/volunteers/V1", VOLUNTEER | {"name": name, "skills": ["distribution"], "available": [HERE]})
    await post(sealed, f"{PATH}/roster")
    cells = [cell for row in await rows(sealed, OF_THE_CENTRE[3]) for cell in row]
    assert f"'{name}" in cells
    workbook = (await sealed.get(f"{OF_THE_CENTRE[3]}.xlsx")).content
    with CalamineWorkbook.from_filelike(io.BytesIO(workbook)) as book:
        shown = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert name in shown, "as text: a formula would show its value"


async def test_what_has_no_room_on_a_small_label_is_refused_with_what_to_do(day: httpx.AsyncClient) -> None:
    """No allergen is cut off: on sheets of 24 and on a roll there is room."""
    allergens = "gluten (blé, orge), fruits à coque (amandes, noix de cajou), sésame, soja, lait, œufs, " * 2
    await put(day, "/v1/products/FLOUR", PRODUCT | {"allergens": allergens.strip().upper()})
    refused = await day.get(f"{PATH}/papers/labels.pdf?on=65", headers={"Accept-Language": "fr"})
    assert (refused.status_code, refused.json()["code"]) == (422, "label_too_small")
    assert "planches de 24" in refused.json()["detail"]
    for on in ("24", "roll"):
        await pdf(day, f"{PATH}/papers/labels.pdf?on={on}")


async def test_a_sign_that_no_font_has_spoils_no_paper(sealed: httpx.AsyncClient) -> None:
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"name": "Moulin 😀 中文"})
    await settle(sealed)
    await pdf(sealed, "/v1/purchase-orders/1.pdf")

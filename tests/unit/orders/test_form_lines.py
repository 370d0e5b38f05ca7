"""The numbers of the printed order form: what is withdrawn moves no other line, another list has another mark."""

from services.orders.papers.form_lines import form_lines, form_mark
from services.orders.queries.catalogue import CatalogueProduct


def product(code: str, name: str, category: str = "épicerie", *, on_sale: bool = True) -> CatalogueProduct:
    terms = {"unit": "kg", "step": 500, "vat_basis_points": 550, "ceiling_price_cents": 100, "stock_first": 0}
    marks = {"organic": False, "local": False, "on_sale": on_sale, "basis": "quantity", "rungs": ()}
    return CatalogueProduct(product=code, name=name, category=category, **terms, **marks)  # type: ignore[arg-type]


SOLD = [product("RIZ", "Riz"), product("SAV", "Savon", "hygiène"), product("EPE", "Épeautre"), product("FAR", "Farine")]


def numbers(products: list[CatalogueProduct]) -> dict[str, int]:
    return {line.product.product: line.number for line in form_lines(products)}


def test_lines_are_numbered_by_family_and_name() -> None:
    assert numbers(SOLD) == {"EPE": 1, "FAR": 2, "RIZ": 3, "SAV": 4}
    assert numbers(SOLD[::-1]) == numbers(SOLD)


def test_what_is_withdrawn_after_printing_moves_no_line() -> None:
    withdrawn = [product("FAR", "Farine", on_sale=False) if one.product == "FAR" else one for one in SOLD]
    assert numbers(withdrawn) == numbers(SOLD)
    assert form_mark(form_lines(withdrawn)) == form_mark(form_lines(SOLD))


def test_a_list_with_other_numbers_has_another_mark() -> None:
    added = [*SOLD, product("BLE", "Blé")]
    assert numbers(added)["EPE"] == 2
    assert form_mark(form_lines(added)) != form_mark(form_lines(SOLD))
    assert len(form_mark(form_lines(SOLD))) == 4

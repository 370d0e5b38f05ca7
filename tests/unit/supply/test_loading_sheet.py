"""What a driver is told to load: weights by centre, litres and pieces at what they weigh."""

from datetime import date, datetime, timedelta

from services.supply.papers.round import loading_sheet
from services.supply.queries.bags import Bags
from services.supply.queries.stops import CycleHead, Stop
from services.supply.web.sentences import LOCALE
from shared.kernel.quantity import Quantity, Unit
from shared.web.translation import Catalogues

FRENCH = Catalogues(LOCALE).of("fr")


def test_each_centres_goods_weigh_what_they_weigh() -> None:
    bags = [
        Bags("FLOUR", "Farine", "DUC", Quantity(5_000, Unit.KG), 2, None, ""),
        Bags("OIL", "Huile", "DUC", Quantity(10_000, Unit.L), 3, 917, ""),
        Bags("SOAP", "Savon", "LAM", Quantity(100, Unit.PIECE), 1, 300, ""),
        Bags("EGGS", "Œufs", "LAM", Quantity(40, Unit.PIECE), 1, None, ""),
    ]
    starts = datetime.fromisoformat("2026-12-18T14:00+01:00")
    stops = [Stop(code, code, "", starts, starts + timedelta(hours=3), 1) for code in ("DUC", "LAM")]
    sheet = loading_sheet(CycleHead("2026-12", "Décembre", date(2026, 12, 16), date(2026, 12, 18)), stops, bags, FRENCH)
    assert sheet.overview is not None
    # 10 kg and 27.51 kg of oil, which is lighter than water; 30 kg of soap and 20 kg of eggs by the usual half kilogram
    assert [row[-1] for row in sheet.overview.rows] == [Quantity(38_000, Unit.KG), Quantity(50_000, Unit.KG)]
    assert sheet.facts[-1][1] == Quantity(88_000, Unit.KG)

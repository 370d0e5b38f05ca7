"""Why a report is refused: what, where, what to do. French is in ``report.po``."""

from shared.web.sentences import Sentence, Sentences

REPORT_SENTENCES: Sentences = {
    "period_backwards": Sentence(
        422,
        "The period ends before it begins",
        "The report would go from {begins} to {until}. Exchange or correct the days.",
    ),
    "report_centre_unknown": Sentence(
        404, "Centre not known", "There is no centre {centre} in this network. Check its code."
    ),
}

"""Why a paper is refused: what, where, what to do. French is in ``papers.po``."""

from shared.web.sentences import Sentence, Sentences

PAPER_SENTENCES: Sentences = {
    "slips_before_settlement": Sentence(
        404,
        "No final slip yet",
        "There are no settled orders of cycle {cycle} here yet. Print the slips once the cycle is settled.",
    ),
    "centre_not_in_cycle": Sentence(
        404,
        "Centre not in this cycle",
        "{centre} takes no orders in cycle {cycle}, or the cycle is not announced yet. Check both codes.",
    ),
}

"""Why volunteers and rosters refuse something: what, where, what to do. French is in ``roster.po``."""

from shared.web.sentences import Sentence, Sentences

ROSTER_SENTENCES: Sentences = {
    "availability_backwards": Sentence(
        422,
        "Availability ends before it starts",
        "The volunteer would be available from {starts} to {ends}. Correct these hours.",
    ),
    "roster_not_made": Sentence(
        404, "No roster yet", "No roster was made for cycle {cycle} yet. The coordinator makes it once orders are here."
    ),
}

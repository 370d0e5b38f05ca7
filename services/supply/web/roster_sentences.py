"""Why volunteers and rosters refuse something, and what speaks against a place. French is in ``roster.po``."""

from services.supply.domain.roster_by_hand import Against, Objection
from services.supply.domain.shifts import Shift, ShiftKind
from services.supply.queries.names import Names
from shared.web.sentences import Sentence, Sentences
from shared.web.translation import Translator

ROSTER_SENTENCES: Sentences = {
    "availability_backwards": Sentence(
        422,
        "Availability ends before it starts",
        "The volunteer would be available from {starts} to {ends}. Correct these hours.",
    ),
    "roster_not_made": Sentence(
        404, "No roster yet", "No roster was made for cycle {cycle} yet. The coordinator makes it once orders are here."
    ),
    "volunteer_unknown": Sentence(
        404, "Volunteer not known", "No volunteer has the code {volunteer}. Enter them first, or check the code."
    ),
    "shift_unknown": Sentence(
        404, "No such shift", "The roster has no shift {shift}: it may have been made again. Read it again."
    ),
    "move_nowhere": Sentence(
        422, "Nothing to move", "Say which shift is left, which one is joined, or both: two ones."
    ),
    "not_in_shift": Sentence(
        409, "Not in this shift", "{volunteer} is not in shift {shift} any more. Read the roster again."
    ),
    "roster_changed": Sentence(
        409,
        "The roster changed meanwhile",
        "Somebody changed the roster of cycle {cycle} since you read it. Nothing was moved: look again, then decide.",
    ),
    "move_differs": Sentence(
        409, "Another move has this id", "Another move was sent as {move}. Make a new id for a new move."
    ),
    "already_in_shift": Sentence(409, "There already", "The volunteer is in shift {shift} already. Nothing to do."),
    "two_places_at_once": Sentence(
        409,
        "Two places at once",
        "From {starts} to {ends} the volunteer is in shift {shift}: that is at the same time, or leaves less than half "
        "an hour to get there. Take them out of it first.",
    ),
    "skill_missing": Sentence(
        409,
        "Not among what they can do",
        "What is done in shift {shift} is not among what the volunteer can do. Correct what they can do, or say why it "
        "is all right: it stays to be seen.",
    ),
    "not_available": Sentence(
        409,
        "Can't come then",
        "The volunteer has not said that they can come from {starts} to {ends}. Correct when they can come, or say why "
        "it is all right: it stays to be seen.",
    ),
    "hours_exceeded": Sentence(
        409,
        "More than they want to give",
        "With shift {shift} the volunteer would give {minutes} minutes in this cycle, and wants to give {most} at "
        "most. Take them out of another shift, or say why it is all right: it stays to be seen.",
    ),
}

AGAINST = {
    Against.ALREADY_THERE: "They are there already.",
    Against.TWO_PLACES: "At that time they are somewhere else: {place}, {starts}, until {ends}. Nobody is in two "
    "places at once, and half an hour is needed to get from one to the other.",
    Against.SKILL: "They did not say that they can do this: {task}.",
    Against.AWAY: "They did not say that they can come then.",
    Against.HOURS: "With this they give {hours} in this cycle; they want {most} at most.",
    Against.ONE_TOO_MANY: "That makes {count} people for {most} places.",
    Against.OTHER_CENTRE: "It is not their own centre.",
}
TOO_FEW = ("Where they leave, one person is lacking then.", "Where they leave, {number} people are lacking then.")

KINDS = {
    ShiftKind.RECEPTION: "Unloading",
    ShiftKind.REPACKING: "Weighing and bagging",
    ShiftKind.DISTRIBUTION: "Handing out",
}


def place_name(shift: Shift, names: Names, say: Translator) -> str:
    """Where a shift is, in the words of its reader."""
    return say("Warehouse") if shift.centre is None else names.centre(shift.centre)


def against(objection: Objection, names: Names, say: Translator) -> str:
    """What speaks against a place, as one sentence."""
    about = objection.about
    if objection.against is Against.TOO_FEW_LEFT:
        return say.number(*TOO_FEW, objection.count)
    return say(
        AGAINST[objection.against],
        place=place_name(about, names, say),
        starts=about.starts,
        ends=about.ends.time(),
        task=say(KINDS[about.kind]),
        hours=_hours(objection.count),
        most=_hours(objection.most) if objection.against is Against.HOURS else objection.most,
        count=objection.count,
    )


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"

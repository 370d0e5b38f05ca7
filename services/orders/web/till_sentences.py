"""Why a till is not opened or closed: what is wrong, where, what to do. French is in ``ledger.po``."""

from shared.web.sentences import Sentence, Sentences

TILL_SENTENCES: Sentences = {
    "till_unknown": Sentence(
        404, "Till not known", "There is no till of centre “{centre}”. Register the centre first, then open its till."
    ),
    "till_is_open": Sentence(
        409,
        "The till is open",
        "The till of {centre} is open since {opened}. Count and close it first, or go on with it.",
    ),
    "till_session_unknown": Sentence(
        404, "Till session not known", "This till has no such session. Look at its sessions, or open it by counting."
    ),
    "till_session_closed": Sentence(
        409,
        "The till is closed",
        "This session was counted and closed on {closed}; nothing changes it any more. Open the till again: what is "
        "found then is booked with its reason.",
    ),
    "till_session_differs": Sentence(
        409,
        "Opened with another count",
        "This session was opened with another count. Look at it, or open the till under a new id.",
    ),
    "till_difference_unexplained": Sentence(
        409,
        "The count differs",
        "{expected_cents} should be in the till and {counted_cents} were counted: {difference_cents} of difference. "
        "Count again; if it stays, say why and it is booked.",
    ),
    "denomination_unknown": Sentence(
        422,
        "No such note or coin",
        "There is no note or coin of {denomination_cents}. Count what is there by its own value.",
    ),
}

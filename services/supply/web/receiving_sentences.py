"""Why what was received is refused: what, where, what to do. The catalogue ``receiving.po`` has them in French."""

from shared.web.sentences import Sentence, Sentences

RECEIVING_SENTENCES: Sentences = {
    "delivery_unknown": Sentence(
        404, "Delivery not known", "There is no delivery {delivery} in this cycle. Look for it among its deliveries."
    ),
    "delivery_changed": Sentence(
        409,
        "Changed meanwhile",
        "Delivery {delivery} is at version {version} now and was left as it is. Look at it, then correct that version.",
    ),
    "delivery_id_taken": Sentence(
        409,
        "Another delivery's id",
        "The id {delivery} is that of another delivery, of another cycle or supplier. Enter this one under a new id.",
    ),
    "delivery_entered_before": Sentence(
        409,
        "Entered before",
        "Delivery note {note_number} of {supplier} was entered already: in cycle {cycle}, received on {received_on} "
        "(delivery {delivery}). Correct that one, or check the note's number.",
    ),
    "delivery_looks_entered": Sentence(
        409,
        "Looks as if entered before",
        "{supplier} brought just this on {received_on} already (delivery {delivery}). If it came twice, give the "
        "number of its delivery note; if it did not, there is nothing more to enter.",
    ),
    "delivery_in_record": Sentence(
        409,
        "In the cycle's record",
        "What {supplier} brought is said by the record of cycle {cycle} (PUT …/deliveries). Change it there, or take "
        "the supplier out of the record, then receive its goods line by line.",
    ),
    "delivery_received_by_line": Sentence(
        409,
        "Received line by line",
        "What {supplier} brought in cycle {cycle} was received line by line. Correct those deliveries, or leave the "
        "supplier out of the record.",
    ),
    "best_before_too_short": Sentence(
        422,
        "Too short a date",
        "{product} is best before {best_before}, but must keep until {earliest} at least. Refuse it, or take it all "
        "the same and say why.",
    ),
    "best_before_missing": Sentence(
        422,
        "No date",
        "{product} must keep until {earliest} at least, as its supplier promised, and no best-before date is entered. "
        "Enter the one that is printed on it, or say why it is taken without.",
    ),
    "nothing_received": Sentence(
        409,
        "Nothing entered",
        "No delivery of purchase order {number} was entered, so all of it counts as it was ordered. If {supplier} "
        "brought nothing, enter a delivery with quantities of 0.",
    ),
    "purchase_order_not_sent": Sentence(
        409, "Not sent yet", "Purchase order {number} was not sent. Nothing can have come of it: send it first."
    ),
    "receiving_not_complete": Sentence(
        409,
        "More may come",
        "Cycle {cycle} can't be settled while more may come from: {suppliers}. Enter what came, then say of each order "
        "that it is complete.",
    ),
    "photo_kind_unknown": Sentence(
        415, "Kind of picture not supported", "A photo is a JPEG, PNG or WebP picture. Take it again as one of these."
    ),
    "photo_not_named": Sentence(
        404,
        "Photo not named",
        "No line of this delivery names the photo {photo}. Send the delivery with it first, then the picture.",
    ),
    "photo_unknown": Sentence(
        404, "Photo not here", "There is no picture {photo} of this delivery. Perhaps it was not sent yet."
    ),
    "photo_differs": Sentence(
        409,
        "Another picture",
        "The id {photo} is that of another picture, which stays. Give the new one an id of its own and name it in the "
        "delivery.",
    ),
}

"""What is written to suppliers, what became of it, and why it is refused. French is in ``mails.po``."""

from dataclasses import astuple

from services.supply.queries.purchase_order_documents import PurchaseOrderDocument
from services.supply.queries.purchase_order_mails import SentMail
from shared.mail import MailState
from shared.web.sentences import Sentence, Sentences
from shared.web.translation import Translator

STATES = {
    MailState.ACCEPTED: "The mail server took it for {recipient}.",
    MailState.FAILED: "It did not leave: “{said}”. Correct what is wrong, then send it again.",
    MailState.UNKNOWN: "It is not known whether it left. Ask the supplier before sending it again.",
}
BOUNCED = "It came back: “{bounce}”. Correct the address, then send it again."

SUBJECT = "Purchase order {number}"
AMENDED_SUBJECT = "Purchase order {number}, amendment {amendment}"
CANCELLED_SUBJECT = "Purchase order {number} is cancelled"
TEXT = "Hello,\n\nplease find our purchase order {number} attached, for delivery on {day}.\nPlease confirm it to us."
AMENDED_TEXT = (
    "Hello,\n\nour purchase order {number} has changed: amendment {amendment}, attached, replaces what we sent before, "
    "for delivery on {day}.\nPlease confirm it to us."
)
CANCELLED_TEXT = (
    "Hello,\n\nwe cancel our purchase order {number}: please deliver nothing of it.\nPlease confirm it to us."
)

MAIL_SENTENCES: Sentences = {
    "mail_not_configured": Sentence(
        409,
        "No mail server",
        "This network sends no mail yet. Ask the operators to set VRAC_SMTP_URL and VRAC_MAIL_FROM; until then "
        "download the order and send it yourself.",
    ),
    "mail_differs": Sentence(
        409, "Another mail has this id", "A mail with this id was about something else. Send this one under a new id."
    ),
    "mail_unknown": Sentence(
        404, "Mail not known", "No such mail was sent about purchase order {number}. Look at the order's mails."
    ),
    "supplier_without_email": Sentence(
        409,
        "No e-mail address",
        "Supplier {supplier} has no e-mail address that purchase order {number} could be sent to. Enter it with the "
        "supplier, then send again.",
    ),
}


def outcome_sentence(say: Translator, mail: SentMail) -> str:
    """What became of a mail, in words."""
    if mail.bounce is not None:
        return say(BOUNCED, bounce=mail.bounce)
    return say(STATES[mail.state], recipient=mail.recipient, said=mail.said)


def subject_and_text(say: Translator, document: PurchaseOrderDocument, *, cancelled: bool) -> tuple[str, str]:
    """What is written to the supplier above the files, signed by who orders."""
    subject, text = (SUBJECT, TEXT) if not document.amendment else (AMENDED_SUBJECT, AMENDED_TEXT)
    if cancelled:
        subject, text = CANCELLED_SUBJECT, CANCELLED_TEXT
    figures = {"number": document.number, "amendment": document.amendment, "day": document.delivery}
    signature = "\n".join(filter(None, astuple(document.network))) if document.network else ""
    return say(subject, **figures), "\n\n".join(filter(None, (say(text, **figures), signature)))

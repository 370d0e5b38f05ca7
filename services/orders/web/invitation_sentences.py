"""What is said of invitations: refusals, and the mail."""

from datetime import datetime

from shared.web.sentences import Sentence, Sentences
from shared.web.translation import Translator

SUBJECT = "Your VRAC account"
TEXT = (
    "Hello,\n\nchoose the password of your VRAC account: {link}\n\nYour login: {login}\nYour code: {code}\n\n"
    "The code counts once, until {ends}. If you did not expect this mail, leave it."
)
NO_LINK = "on the sign-in page, by “I have a code”"

INVITATION_SENTENCES: Sentences = {
    "invitation_wrong": Sentence(
        401,
        "Code not valid",
        "This login and code do not go together, or the code was used or is too old. Check both, or ask for a new one.",
    ),
    "invitation_differs": Sentence(
        409, "Invitation differs", "Another invitation was made under this id. Make a new one under a new id."
    ),
    "no_mail_server": Sentence(
        409,
        "No mail server",
        "This network sends no mail yet. Print a slip, or ask the operators to set VRAC_SMTP_URL and VRAC_MAIL_FROM.",
    ),
    "user_without_email": Sentence(
        409, "No mail address", "This user has no mail address. Add one to the user, or print a slip."
    ),
}


def subject_and_text(say: Translator, login: str, code: str, link: str | None, ends: datetime) -> tuple[str, str]:
    """The mail in one language; ``ends`` in the network's time."""
    return say(SUBJECT), say(TEXT, link=link or say(NO_LINK), login=login, code=code, ends=ends)

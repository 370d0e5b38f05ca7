"""What a reader sees for each refusal code: a status, a title, a whole sentence.

The texts are gettext msgids in plain English; ``locale/fr`` has them in French. Figures stand in
braces: ``{missing_cents}``. A detail says what is wrong, where, and what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """How one code is answered over HTTP."""

    status: int
    title: str
    detail: str


Sentences = Mapping[str, Sentence]

COMMON: Sentences = {
    "not_found": Sentence(
        404, "Not found", "There is nothing here under this address, or it belongs to another centre. Check the id."
    ),
    "method_not_allowed": Sentence(
        405, "Method not allowed", "This address does not take this kind of request. See its description in the API."
    ),
    "bad_request": Sentence(
        400,
        "Request not understood",
        "The request could not be read. Check the address and what is sent with it (a body is JSON, in UTF-8), "
        "then try again.",
    ),
    "body_too_large": Sentence(413, "Request too large", "The request is too large. Send it in several smaller parts."),
    "unsupported_media_type": Sentence(
        415, "Content type not supported", "This address takes JSON. Send it with Content-Type: application/json."
    ),
    "invalid_request": Sentence(422, "Invalid request", "{errors} Correct this and send it again."),
    "code_taken": Sentence(
        409,
        "This code is taken",
        "There is something under the code {taken} already, and nothing of it was changed. Look at that first, "
        "or write another code.",
    ),
    "page_unknown": Sentence(
        422, "Page not known", "There is no page after “{after}”. Send `next` as the page before gave it."
    ),
    "device_unknown": Sentence(
        404, "Device not known", "This device is not known here, or was forgotten already. Open the list again."
    ),
    "signed_out": Sentence(
        401, "Sign in first", "You are not signed in, or your session has ended. Sign in, then do this again."
    ),
    "access_revoked": Sentence(
        401,
        "Session ended",
        "This session was ended. Sign in again, or ask a coordinator whether you still have access.",
    ),
    "role_needed": Sentence(
        403, "Not yours to do", "Your account may not do this: it needs one of these roles: {roles}. Ask a coordinator."
    ),
    "second_factor_needed": Sentence(
        403,
        "Second factor needed",
        "Your roles need a second factor: codes from an app. Enrol one first; until then nothing else can be done.",
    ),
    "other_site": Sentence(
        403,
        "Request from another site",
        "This request came from another site and was not done. Do it from the page itself.",
    ),
    "reason_differs": Sentence(
        409,
        "Done before, for another reason",
        "This was done before, for another reason, and that one stays; nothing was changed. Open it again and look at "
        "what was noted.",
    ),
    "try_again": Sentence(
        503,
        "Try again in a moment",
        "The service is busy or restarting. Send the same again in a moment: "
        "what was stored already is not stored twice.",
    ),
    "internal_error": Sentence(
        500,
        "Something went wrong",
        "Something went wrong on our side. Send the same again; if it lasts, tell the operators.",
    ),
}

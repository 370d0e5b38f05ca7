"""What is said when signing in, registering a user or revoking access is refused."""

from shared.web.sentences import Sentence, Sentences

ACCESS_SENTENCES: Sentences = {
    "wrong_login_or_password": Sentence(
        401, "Not signed in", "This login and password do not go together. Check both, then try again."
    ),
    "too_many_attempts": Sentence(429, "Wait a little", "It was wrong too often. Wait {seconds} s, then try again."),
    "wrong_code": Sentence(
        401,
        "Wrong code",
        "This code does not count: it is wrong, too old, or was used. Wait for the next one of your app, or take a "
        "recovery code.",
    ),
    "challenge_over": Sentence(
        401, "Too late", "The code was not entered within five minutes, or your account was changed. Sign in again."
    ),
    "second_factor_missing": Sentence(
        409, "No second factor", "There is no secret to confirm a code of. Begin to enrol a second factor first."
    ),
    "second_factor_enrolled": Sentence(
        409,
        "Second factor there already",
        "Your second factor is enrolled. To use another app, give this one up first, or ask a coordinator.",
    ),
    "own_second_factor": Sentence(
        409,
        "Not your own",
        "Your own second factor cannot be taken away like this. Give it up with a code, or ask another coordinator.",
    ),
    "pin_malformed": Sentence(422, "PIN not possible", "A PIN has four to six digits. Choose another."),
    "pin_too_easy": Sentence(
        422, "PIN too easy", "A PIN of one digit, or of digits that count up or down, is guessed first. Choose another."
    ),
    "pin_for_volunteers": Sentence(
        409,
        "No PIN for this account",
        "A PIN brings back what a volunteer may do, which this account may not. Sign in with your password each time.",
    ),
    "pin_missing": Sentence(
        409, "No PIN", "Without a PIN nobody comes back to this session. Set one first, or sign out."
    ),
    "wrong_pin": Sentence(
        401,
        "Wrong PIN",
        "This PIN is wrong, or there is none on this device any more. Try again, or sign in with your password.",
    ),
    "pin_ended": Sentence(
        401,
        "Session over",
        "The PIN was wrong five times, and the session on this device is over. Sign in with your password.",
    ),
    "unknown_user": Sentence(404, "User not known", "There is no user with this id. Look at the list of users."),
    "session_unknown": Sentence(
        404, "Session not known", "This user has no session with this id. Look at the list of sessions."
    ),
    "login_malformed": Sentence(
        422,
        "Login not possible",
        "A login has 2 to 64 small letters, digits or . _ @ - and begins with a letter or a digit. Choose another.",
    ),
    "login_taken": Sentence(409, "Login taken", "Another user has this login. Choose another one."),
    "password_too_short": Sentence(
        422, "Password too short", "A password has at least {least} characters: take a sentence that is easy to keep."
    ),
    "password_too_long": Sentence(422, "Password too long", "A password has at most {most} characters. Shorten it."),
    "password_is_login": Sentence(422, "Password too easy", "The password must not be the login. Choose another."),
    "role_missing": Sentence(422, "Role missing", "A user needs at least one role. Give one."),
    "volunteer_without_centre": Sentence(
        422, "Centre missing", "A volunteer acts for one centre or more. Name at least one."
    ),
    "too_many_centres": Sentence(
        422,
        "Too many centres",
        "{count} centres are too many for one user: about 200 fit, fewer with long codes. "
        "Share them out among several users, or give the role of treasurer or coordinator, who see every centre.",
    ),
    "unknown_centres": Sentence(
        422,
        "Centre not known",
        "These centres are not registered: {centres}. Register them first, or correct the codes.",
    ),
}

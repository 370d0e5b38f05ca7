"""Why what the network decides is not changed. French is in ``network_page.po``."""

from shared.web.sentences import Sentence, Sentences

NETWORK_SENTENCES: Sentences = {
    "usual_hours_invalid": Sentence(
        422,
        "Distribution ends before it starts",
        "The usual hours would be from {starts} to {ends}. Let the second be later than the first.",
    ),
    "network_unnamed": Sentence(
        422,
        "The network has no name",
        "An address, a number, a mail address or a phone is entered for the network, and no name. Enter its name too: "
        "suppliers read who orders.",
    ),
    "network_settings_changed": Sentence(
        409,
        "Somebody changed them meanwhile",
        "Somebody else has just changed the network's settings. Load the page again, look at what stands there now, "
        "then change what you wanted to.",
    ),
}

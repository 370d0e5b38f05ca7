"""Every refusal of orders with its sentence."""

from pathlib import Path

from services.orders.web.access_sentences import ACCESS_SENTENCES
from services.orders.web.deposit_sentences import DEPOSIT_SENTENCES
from services.orders.web.distribution_sentences import DISTRIBUTION_SENTENCES
from services.orders.web.entry_sentences import ENTRY_SENTENCES
from services.orders.web.invitation_sentences import INVITATION_SENTENCES
from services.orders.web.leaving_sentences import LEAVING_SENTENCES
from services.orders.web.membership_sentences import MEMBERSHIP_SENTENCES
from services.orders.web.paper_sentences import PAPER_SENTENCES
from services.orders.web.reasons import CYCLE_SENTENCES
from services.orders.web.solidarity_sentences import SOLIDARITY_SENTENCES
from services.orders.web.treasury_sentences import TREASURY_SENTENCES
from shared.web.sentences import Sentences

LOCALE = Path(__file__).parent / "locale"

SENTENCES: Sentences = {
    **ACCESS_SENTENCES,
    **CYCLE_SENTENCES,
    **ENTRY_SENTENCES,
    **INVITATION_SENTENCES,
    **LEAVING_SENTENCES,
    **MEMBERSHIP_SENTENCES,
    **SOLIDARITY_SENTENCES,
    **TREASURY_SENTENCES,
    **DISTRIBUTION_SENTENCES,
    **DEPOSIT_SENTENCES,
    **PAPER_SENTENCES,
}

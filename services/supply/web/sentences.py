"""Every refusal of supply with its sentence."""

from pathlib import Path

from services.supply.web.allocation_sentences import ALLOCATION_SENTENCES
from services.supply.web.buying_sentences import BUYING_SENTENCES
from services.supply.web.catalogue_copy_sentences import CATALOGUE_COPY_SENTENCES
from services.supply.web.control_total_sentences import CONTROL_TOTAL_SENTENCES
from services.supply.web.cycle_sentences import CATALOGUE_SENTENCES, CYCLE_SENTENCES
from services.supply.web.dfc_sentences import DFC_SENTENCES
from services.supply.web.distribution_sentences import DISTRIBUTION_SENTENCES
from services.supply.web.incident_sentences import INCIDENT_SENTENCES
from services.supply.web.invoice_sentences import INVOICE_SENTENCES
from services.supply.web.mail_sentences import MAIL_SENTENCES
from services.supply.web.network_sentences import NETWORK_SENTENCES
from services.supply.web.offer_sentences import OFFER_SENTENCES
from services.supply.web.override_sentences import OVERRIDE_SENTENCES
from services.supply.web.price_list_sentences import PRICE_LIST_SENTENCES
from services.supply.web.purchase_order_sentences import PURCHASE_ORDER_SENTENCES
from services.supply.web.reason_sentences import REASON_SENTENCES
from services.supply.web.receiving_sentences import RECEIVING_SENTENCES
from services.supply.web.report_sentences import REPORT_SENTENCES
from services.supply.web.roster_sentences import ROSTER_SENTENCES
from services.supply.web.settlement_sentences import SETTLEMENT_SENTENCES
from services.supply.web.stock_sentences import STOCK_SENTENCES
from shared.web.sentences import Sentences

LOCALE = Path(__file__).parent / "locale"

SENTENCES: Sentences = {
    **CATALOGUE_SENTENCES,
    **PRICE_LIST_SENTENCES,
    **CYCLE_SENTENCES,
    **ROSTER_SENTENCES,
    **BUYING_SENTENCES,
    **PURCHASE_ORDER_SENTENCES,
    **MAIL_SENTENCES,
    **RECEIVING_SENTENCES,
    **INVOICE_SENTENCES,
    **SETTLEMENT_SENTENCES,
    **REASON_SENTENCES,
    **CONTROL_TOTAL_SENTENCES,
    **ALLOCATION_SENTENCES,
    **STOCK_SENTENCES,
    **OVERRIDE_SENTENCES,
    **REPORT_SENTENCES,
    **DISTRIBUTION_SENTENCES,
    **CATALOGUE_COPY_SENTENCES,
    **OFFER_SENTENCES,
    **DFC_SENTENCES,
    **INCIDENT_SENTENCES,
    **NETWORK_SENTENCES,
}

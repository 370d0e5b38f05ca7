"""Why a Data Food Consortium catalogue is refused, and what is wrong with its nodes: what, where, what to do.

A row is a node's place in the document, from 1. The catalogue ``dfc.po`` has the sentences in French.
"""

from shared.web.sentences import Sentence, Sentences

DFC_SENTENCES: Sentences = {
    "document_kind_unknown": Sentence(
        415,
        "Kind of file not supported",
        "A Data Food Consortium catalogue is a JSON-LD document, sent as it is with one of these as its "
        "Content-Type: {kinds}.",
    ),
    "json_unreadable": Sentence(
        422,
        "File not readable",
        "The file is no JSON document. Export the catalogue again as JSON-LD, then send it.",
    ),
    "dfc_unreadable": Sentence(
        422,
        "Catalogue not readable",
        "The document is JSON, but not a list of things as the Data Food Consortium has them. Export the "
        "catalogue again as JSON-LD, then send it.",
    ),
    "dfc_context_unknown": Sentence(
        422,
        "Context not known",
        "The document's names follow the context {context}, which is not the Data Food Consortium's; none is "
        "fetched. Ask for an export with https://www.datafoodconsortium.org as its context.",
    ),
    "dfc_no_products": Sentence(
        422,
        "No products",
        "No dfc-b:SuppliedProduct is in the document. Export the supplier's products with their catalogue items "
        "and offers.",
    ),
}

DFC_FAULTS = {
    "dfc_quantity_missing": "Row {row}, “{column}”: {node} doesn't say one quantity. Ask the supplier to "
    "complete it, or take the product out of the mapping.",
    "dfc_unit_unknown": "Row {row}, “{column}”: the unit “{text}” of {node} is not known. Ask for "
    "kilograms, grams, litres, centilitres, millilitres or pieces.",
    "dfc_quantity_in_another_unit": "Row {row}, “{column}”: {node} counts in {text}, which is not what this product "
    "of ours is counted in. Map it to another product.",
    "dfc_case_not_whole": "Row {row}, “{column}”: what a case of {node} holds is finer than a gram, a "
    "millilitre or a piece. Ask the supplier for the right quantities.",
    "dfc_cases_not_counted": "Row {row}, “{column}”: {node} says how many cases are made in {text}, not in "
    "pieces. Ask the supplier to count the cases.",
    "dfc_link_broken": "Row {row}, “{column}”: {node} doesn't lead to one product of this document, so "
    "what a case holds can't be known. Ask for the whole catalogue, pieces and cases "
    "with their transformations.",
    "dfc_several_cases": "Row {row}, “{column}”: {node} goes into several cases, and which one is bought "
    "can't be known. Map the case instead of the piece.",
    "dfc_product_twice": "Row {row}, “{column}”: {node} and another product of the document are both "
    "mapped to {text}, with other cases or prices. Map only one of them.",
    "dfc_price_missing": "Row {row}, “{column}”: {node} has no offer with a price in this document. Ask "
    "for it, or take the product out of the mapping.",
    "dfc_several_prices": "Row {row}, “{column}”: {node} has several prices, and which is ours can't be "
    "known. Ask for an export with the network's offer alone.",
    "dfc_not_euros": "Row {row}, “{column}”: the price of {node} is in “{text}”, not in euros. Ask "
    "for an export in euros.",
}
"""By the code of a fault; what a cell of a price list can have wrong is said as there."""

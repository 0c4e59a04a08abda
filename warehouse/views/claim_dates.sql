-- Dates in claims, with their first and last day. One row per item of claims.dates, in current documents.
-- date_text: The words.
-- date_span: Where they stand in the document's text.
-- timex: The date as a TIMEX3 value.
-- date_from: First day it covers.
-- date_to: Last day it covers.
SELECT
    c.claim_id,
    c.statement_id,
    c.document_id,
    c.publisher,
    c.collection,
    c.published_at,
    c.is_primary_copy,
    c.page_number,
    c.claim_text,
    i.item.text AS date_text,
    i.item.span AS date_span,
    i.item.timex AS timex,
    i.item.date_from AS date_from,
    i.item.date_to AS date_to
FROM current_claims c
CROSS JOIN unnest(c.dates) AS i(item)

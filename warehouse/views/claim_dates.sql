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
    d.publisher,
    d.collection,
    d.published_at,
    c.evidence[1].page_number AS page_number,
    c.claim_text,
    i.item.text AS date_text,
    i.item.span AS date_span,
    i.item.timex AS timex,
    i.item.date_from AS date_from,
    i.item.date_to AS date_to
FROM claims c
JOIN current_documents d ON d.document_id = c.document_id
CROSS JOIN unnest(c.dates) AS i(item)

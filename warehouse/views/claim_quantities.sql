-- Numbers in claims, with value or range, unit and what they count. One row per item of claims.quantities, in current documents.
-- quantity_text: The words.
-- quantity_span: Where they stand in the document's text.
-- value: The number; NULL for a range.
-- value_low: Lower end of a range.
-- value_high: Upper end of a range.
-- unit: Its unit.
-- comparison: Whether it is a bound: at least, more than, about.
-- of_what: What it counts or measures.
SELECT
    c.claim_id,
    c.statement_id,
    c.document_id,
    d.publisher,
    d.collection,
    d.published_at,
    c.evidence[1].page_number AS page_number,
    c.claim_text,
    i.item.text AS quantity_text,
    i.item.span AS quantity_span,
    i.item.value AS value,
    i.item.value_low AS value_low,
    i.item.value_high AS value_high,
    i.item.unit AS unit,
    i.item.comparison AS comparison,
    i.item.of_what AS of_what
FROM claims c
JOIN current_documents d ON d.document_id = c.document_id
CROSS JOIN unnest(c.quantities) AS i(item)

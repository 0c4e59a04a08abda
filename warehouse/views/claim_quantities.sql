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
    c.publisher,
    c.collection,
    c.published_at,
    c.is_primary_copy,
    c.page_number,
    c.claim_text,
    i.item.text AS quantity_text,
    i.item.span AS quantity_span,
    i.item.value AS value,
    i.item.value_low AS value_low,
    i.item.value_high AS value_high,
    i.item.unit AS unit,
    i.item.comparison AS comparison,
    i.item.of_what AS of_what
FROM current_claims c
CROSS JOIN unnest(c.quantities) AS i(item)

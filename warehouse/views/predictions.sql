-- What is said to come: statements that predict, and claims about the future, a source's or the
-- author's own, that are neither promised nor demanded. One row per claim in current documents.
-- line_number: First line of the claim in a text file; NULL for pages.
-- date_from: First day of the earliest date in the claim; NULL when it has none.
-- date_to: Last day of the latest date in the claim.
SELECT
    c.claim_id,
    c.statement_id,
    c.document_id,
    s.speaker_name,
    s.act,
    c.claim_text,
    c.standalone_text,
    c.polarity,
    c.certainty,
    coalesce(c.condition_text, s.condition_text) AS condition_text,
    list_min([i.date_from FOR i IN c.dates]) AS date_from,
    list_max([i.date_to FOR i IN c.dates]) AS date_to,
    c.title,
    c.publisher,
    c.collection,
    c.published_at,
    c.is_primary_copy,
    c.uri,
    c.page_number,
    c.line_number
FROM current_claims c
LEFT JOIN reviewed_statements s ON s.statement_id = c.statement_id
WHERE s.act = 'predict'
    OR (c.tense = 'future' AND coalesce(s.act, 'assert') = 'assert' AND s.commitment_kind IS NULL)

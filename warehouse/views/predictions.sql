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
    d.title,
    d.publisher,
    d.collection,
    d.published_at,
    d.is_primary_copy,
    d.uri,
    c.evidence[1].page_number AS page_number,
    c.evidence[1].line_start AS line_number
FROM claims c
LEFT JOIN statements s ON s.statement_id = c.statement_id
JOIN current_documents d ON d.document_id = c.document_id
WHERE s.act = 'predict'
    OR (c.tense = 'future' AND coalesce(s.act, 'assert') = 'assert' AND s.commitment_kind IS NULL)

-- What was promised, planned, demanded or predicted for a day after it was published, by that day. One
-- row per claim in current documents; ask for what falls due with due_to < '2026-03-01'.
-- due_from: First day of the latest date in the claim.
-- due_to: Last day of the latest date in the claim.
-- line_number: First line of the claim in a text file; NULL for pages.
WITH dated AS (
    SELECT
        c.*,
        list_max([i.date_from FOR i IN c.dates]) AS due_from,
        list_max([i.date_to FOR i IN c.dates]) AS due_to
    FROM claims c
)
SELECT
    c.due_from,
    c.due_to,
    s.speaker_name,
    s.act,
    s.commitment_kind,
    c.claim_text,
    coalesce(c.condition_text, s.condition_text) AS condition_text,
    c.polarity,
    c.certainty,
    c.claim_id,
    c.statement_id,
    c.document_id,
    d.title,
    d.publisher,
    d.collection,
    d.published_at,
    d.is_primary_copy,
    d.uri,
    c.evidence[1].page_number AS page_number,
    c.evidence[1].line_start AS line_number
FROM dated c
JOIN statements s ON s.statement_id = c.statement_id
JOIN current_documents d ON d.document_id = c.document_id
WHERE (s.commitment_kind IS NOT NULL OR s.act IN ('commit', 'demand', 'predict', 'propose')
    OR c.tense = 'future')
    AND c.due_to >= coalesce(CAST(d.published_at AS DATE), DATE '1900-01-01')

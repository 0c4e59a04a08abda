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
    FROM current_claims c
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
    c.title,
    c.publisher,
    c.collection,
    c.published_at,
    c.is_primary_copy,
    c.uri,
    c.page_number,
    c.line_number
FROM dated c
JOIN reviewed_statements s ON s.statement_id = c.statement_id
WHERE (s.commitment_kind IS NOT NULL OR s.act IN ('commit', 'demand', 'predict', 'propose')
    OR c.tense = 'future')
    AND c.due_to >= coalesce(CAST(c.published_at AS DATE), DATE '1900-01-01')

-- What falls due: what was promised, planned, demanded or said to come, a source's words or the
-- author's own, with a day after it was published. One row per claim in current documents; ask for
-- what falls due with due_to < '2026-03-01'.
-- due_from: First day of the latest date in the claim; NULL for "by May", which leaves it open.
-- due_to: Last day of the latest date in the claim.
-- line_number: First line of the claim in a text file; NULL for pages.
WITH dated AS (
    SELECT
        c.*,
        CAST(c.published_at AS DATE) AS published_on,
        -- Structs compare by their first field: the latest last day, and of two the later first day.
        list_max([
            {'last': i.date_to, 'first': i.date_from} FOR i IN c.dates IF i.date_to IS NOT NULL
        ]) AS latest
    FROM current_claims c
)
SELECT
    c.latest.first AS due_from,
    c.latest.last AS due_to,
    s.speaker_name,
    s.act,
    s.commitment_kind,
    c.claim_text,
    coalesce(c.condition_text, s.condition_text) AS condition_text,
    c.polarity,
    c.certainty,
    c.is_author_claim,
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
LEFT JOIN reviewed_statements s ON s.statement_id = c.statement_id
WHERE c.latest.last >= coalesce(c.published_on, DATE '1900-01-01')
    AND (
        s.commitment_kind IS NOT NULL
        OR s.act IN ('commit', 'demand', 'predict', 'propose')
        OR c.tense = 'future'
        -- "He would rebuild it next year", "frost returns in September": all of it lies ahead.
        OR (
            c.tense IS DISTINCT FROM 'past'
            AND coalesce(c.latest.first, c.latest.last) >= c.published_on
            AND c.latest.last > c.published_on
        )
    )

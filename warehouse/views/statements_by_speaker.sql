-- How often each speaker performed each act, in current documents. Statements count in the primary
-- copy of an article only, so that five copies are one publication; 0 where only another copy has it.
-- statement_count: Distinct statements in primary copies: distinct values of content_key.
-- telling_count: Statements in all documents, copies too.
-- document_count: Documents that carry one, copies too.
-- publisher_count: Publishers of primary copies that carry one.
-- first_published_at: Date of the earliest document, UTC.
-- last_published_at: Date of the latest document, UTC.
SELECT
    p.speaker_name,
    p.entity_id,
    e.kind,
    s.act,
    count(DISTINCT s.content_key) FILTER (WHERE s.is_primary_copy IS NOT false) AS statement_count,
    count(DISTINCT s.statement_id) AS telling_count,
    count(DISTINCT s.document_id) AS document_count,
    count(DISTINCT s.publisher) FILTER (WHERE s.is_primary_copy IS NOT false) AS publisher_count,
    min(s.published_at) AS first_published_at,
    max(s.published_at) AS last_published_at
FROM speakers p
JOIN current_statements s ON s.statement_id = p.statement_id
LEFT JOIN entities e ON e.entity_id = p.entity_id
GROUP BY p.speaker_name, p.entity_id, e.kind, s.act

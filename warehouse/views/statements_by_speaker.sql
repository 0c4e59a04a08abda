-- How often each speaker performed each act, in current documents. A statement that several copies
-- of an article carry counts once.
-- statement_count: Distinct statements: distinct values of content_key.
-- document_count: Documents that carry one.
-- publisher_count: Publishers that carry one.
-- first_published_at: Date of the earliest document, UTC.
-- last_published_at: Date of the latest document, UTC.
SELECT
    p.speaker_name,
    p.entity_id,
    e.kind,
    s.act,
    count(DISTINCT s.content_key) AS statement_count,
    count(DISTINCT s.document_id) AS document_count,
    count(DISTINCT d.publisher) AS publisher_count,
    min(d.published_at) AS first_published_at,
    max(d.published_at) AS last_published_at
FROM statement_speakers p
JOIN statements s ON s.statement_id = p.statement_id
JOIN current_documents d ON d.document_id = s.document_id
LEFT JOIN entities e ON e.entity_id = p.entity_id
GROUP BY p.speaker_name, p.entity_id, e.kind, s.act

-- Who speaks about whom: an entity named inside what another says, in current documents.
-- about_entity_id: Who or what is spoken about.
-- about_name: Its fullest name.
-- statement_count: Statements in which the speaker names it.
-- document_count: Documents that carry one.
WITH named AS (
    SELECT DISTINCT s.statement_id, s.document_id, s.act, s.is_primary_copy, m.entity_id
    FROM current_statements s
    JOIN mentions m ON m.document_id = s.document_id
    WHERE m.entity_id IS NOT NULL
        AND len([
            c FOR c IN s.content_spans
            IF c.char_start <= m.mention_span.char_start AND m.mention_span.char_end <= c.char_end
        ]) > 0
)
SELECT
    p.entity_id,
    p.speaker_name,
    n.entity_id AS about_entity_id,
    e.canonical_name AS about_name,
    n.act,
    count(DISTINCT n.statement_id) AS statement_count,
    count(DISTINCT n.document_id) AS document_count
FROM named n
JOIN speakers p ON p.statement_id = n.statement_id
JOIN entities e ON e.entity_id = n.entity_id
WHERE n.is_primary_copy IS NOT false AND p.entity_id IS DISTINCT FROM n.entity_id
GROUP BY ALL

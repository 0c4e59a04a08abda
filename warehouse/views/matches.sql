-- Hits of alerts with what was said and where it stands, while it stands in the answers.
SELECT
    h.alert_name,
    h.matched_at,
    h.matched_texts,
    s.speaker_name,
    s.act,
    s.content_text,
    s.title,
    s.publisher,
    s.published_at,
    s.is_primary_copy,
    s.uri,
    s.page_number,
    s.line_number,
    h.snapshot_number,
    h.notified_at,
    h.alert_hit_id,
    h.statement_id,
    h.document_id
FROM alert_hits h
JOIN current_statements s ON s.statement_id = h.statement_id

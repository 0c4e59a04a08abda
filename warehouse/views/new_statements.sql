-- Statements that came with a document that was not on record before, with the snapshot that brought
-- them. Ask for what is new since a snapshot with snapshot_number > 12, since a time with
-- recorded_at > '2026-01-31'.
-- recorded_at: When the snapshot that brought it was published, UTC.
-- line_number: First line of the content in a text file; NULL for pages.
SELECT
    h.snapshot_number,
    n.published_at AS recorded_at,
    s.statement_id,
    s.document_id,
    s.speaker_name,
    s.act,
    s.content_text,
    s.polarity,
    s.certainty,
    s.condition_text,
    s.content_key,
    s.title,
    s.publisher,
    s.collection,
    s.published_at,
    s.is_primary_copy,
    s.uri,
    s.page_number,
    s.line_number
FROM (
    SELECT statement_id, min(snapshot_number) AS snapshot_number
    FROM changes
    WHERE kind = 'added' AND reason = 'new_document'
    GROUP BY statement_id
) h
JOIN snapshots n ON n.snapshot_number = h.snapshot_number
JOIN current_statements s ON s.statement_id = h.statement_id

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
    d.title,
    d.publisher,
    d.collection,
    d.published_at,
    d.uri,
    s.evidence[1].page_number AS page_number,
    s.evidence[1].line_start AS line_number
FROM changes h
JOIN snapshots n ON n.snapshot_number = h.snapshot_number
JOIN statements s ON s.statement_id = h.statement_id
JOIN current_documents d ON d.document_id = s.document_id
WHERE h.kind = 'added' AND h.reason = 'new_document'

-- Statements whose speaker the document does not settle, by the kind of source: who hides behind
-- "officials", and where a name is missing. One row per statement in current documents.
-- line_number: First line of the content in a text file; NULL for pages.
SELECT
    s.statement_id,
    s.document_id,
    s.source_kind,
    s.source_text,
    s.speaker_resolution,
    s.act,
    s.cue_text,
    s.content_text,
    d.title,
    d.publisher,
    d.collection,
    d.published_at,
    d.is_primary_copy,
    d.uri,
    s.evidence[1].page_number AS page_number,
    s.evidence[1].line_start AS line_number
FROM statements s
JOIN current_documents d ON d.document_id = s.document_id
WHERE NOT EXISTS (
    SELECT 1 FROM statement_speakers p
    WHERE p.statement_id = s.statement_id AND p.entity_id IS NOT NULL
)

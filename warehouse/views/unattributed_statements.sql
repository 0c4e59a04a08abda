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
    s.title,
    s.publisher,
    s.collection,
    s.published_at,
    s.is_primary_copy,
    s.uri,
    s.page_number,
    s.line_number
FROM current_statements s
WHERE NOT EXISTS (
    SELECT 1 FROM speakers p WHERE p.statement_id = s.statement_id AND p.entity_id IS NOT NULL
)
-- A name that a person gave is settled, also when nobody else on record has it.
AND NOT EXISTS (
    SELECT 1 FROM review_outcomes r
    WHERE r.target_id = s.statement_id
        AND (r.speaker_name <> '' OR (r.review_status = 'added' AND s.speaker_name IS NOT NULL))
)

-- What sources warn of, reject or deny: where they draw a line. One row per statement in current
-- documents.
-- line_number: First line of the content in a text file; NULL for pages.
SELECT
    s.statement_id,
    s.document_id,
    s.speaker_name,
    s.act,
    s.cue_text,
    s.content_text,
    s.condition_text,
    s.polarity,
    s.certainty,
    s.quote_type,
    s.addressee_text,
    s.said_date,
    s.title,
    s.publisher,
    s.collection,
    s.published_at,
    s.is_primary_copy,
    s.uri,
    s.page_number,
    s.line_number
FROM current_statements s
WHERE s.act IN ('warn', 'reject', 'deny')

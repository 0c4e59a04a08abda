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
WHERE s.act IN ('warn', 'reject', 'deny')

-- Statements by which a source binds itself, or refuses to: pledges, plans, offers.
-- line_number: First line of the content in a text file; NULL for pages.
SELECT
    s.statement_id,
    s.document_id,
    s.speaker_name,
    s.act,
    s.commitment_kind,
    s.cue_text,
    s.content_text,
    s.condition_kind,
    s.condition_text,
    s.polarity,
    s.certainty,
    s.quote_type,
    s.addressee_text,
    s.said_date,
    s.content_key,
    s.title,
    s.publisher,
    s.collection,
    s.published_at,
    s.is_primary_copy,
    s.uri,
    s.page_number,
    s.line_number
FROM current_statements s
WHERE s.act = 'commit' OR s.commitment_kind IS NOT NULL

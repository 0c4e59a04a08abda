-- What was quoted word for word, and whether the words were read surely enough to quote them again. One
-- row per statement with quotation marks in current documents.
-- is_verbatim_safe: False where a word of the content was recognised with a confidence below 0.8.
-- line_number: First line of the content in a text file; NULL for pages.
SELECT
    s.statement_id,
    s.document_id,
    s.speaker_name,
    s.act,
    s.quoted_text,
    s.quote_type,
    s.text_confidence_score,
    s.text_confidence_score >= 0.8 AS is_verbatim_safe,
    s.title,
    s.publisher,
    s.collection,
    s.published_at,
    s.read_method,
    s.is_primary_copy,
    s.uri,
    s.page_number,
    s.line_number
FROM current_statements s
WHERE s.quoted_text IS NOT NULL

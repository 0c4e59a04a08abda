-- The same words by the same speaker in several current documents.
-- telling_count: Statements with these words, over all documents.
-- document_count: Documents that carry them.
-- publisher_count: Publishers of primary copies that carry them.
-- first_published_at: Date of the earliest document, UTC.
-- last_published_at: Date of the latest document, UTC.
-- uris: Where the documents stand.
-- content_text: What was said, as in the document whose URI is first in alphabetical order.
SELECT
    s.content_key,
    arg_min(s.speaker_name, s.uri) AS speaker_name,
    arg_min(s.content_text, s.uri) AS content_text,
    count(*) AS telling_count,
    count(DISTINCT s.document_id) AS document_count,
    count(DISTINCT s.publisher) FILTER (WHERE s.is_primary_copy IS NOT false) AS publisher_count,
    min(s.published_at) AS first_published_at,
    max(s.published_at) AS last_published_at,
    list_sort(list(DISTINCT s.uri)) AS uris
FROM current_statements s
GROUP BY s.content_key
HAVING count(DISTINCT s.document_id) > 1

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
    arg_min(s.speaker_name, d.uri) AS speaker_name,
    arg_min(s.content_text, d.uri) AS content_text,
    count(*) AS telling_count,
    count(DISTINCT s.document_id) AS document_count,
    count(DISTINCT d.publisher) FILTER (WHERE d.is_primary_copy IS NOT false) AS publisher_count,
    min(d.published_at) AS first_published_at,
    max(d.published_at) AS last_published_at,
    list_sort(list(DISTINCT d.uri)) AS uris
FROM statements s
JOIN current_documents d ON d.document_id = s.document_id
GROUP BY s.content_key
HAVING count(DISTINCT s.document_id) > 1

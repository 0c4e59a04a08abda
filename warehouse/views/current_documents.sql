-- A document that still stands somewhere, with where it was found and, for an image inside a
-- document, title, publisher and date of that document.
-- source_count: Places where it stands, or stood last when its files were deleted.
-- uri: The place where it stands; the first in alphabetical order when there are several.
SELECT
    d.document_id,
    d.root_document_id,
    coalesce(d.title, r.title) AS title,
    coalesce(d.publisher, r.publisher) AS publisher,
    s.collection,
    coalesce(d.published_at, r.published_at) AS published_at,
    s.uri,
    s.source_count,
    d.media_type,
    d.language_code,
    d.read_method,
    d.status,
    d.copy_group_id,
    d.is_primary_copy,
    d.run_id
FROM documents d
JOIN documents r ON r.document_id = d.root_document_id
JOIN (
    SELECT
        document_id,
        min(uri) AS uri,
        arg_min(collection, uri) AS collection,
        count(*) AS source_count
    FROM sources
    WHERE is_current AND document_id IS NOT NULL
    GROUP BY document_id
) s ON s.document_id = d.document_id
WHERE d.is_current

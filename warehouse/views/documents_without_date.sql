-- A current document whose date nothing states: give it one with ingest --manifest.
SELECT
    d.document_id,
    d.uri,
    d.title,
    d.publisher,
    d.collection,
    d.media_type
FROM current_documents d
WHERE d.published_at IS NULL AND d.document_id = d.root_document_id

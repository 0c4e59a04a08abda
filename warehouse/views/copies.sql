-- Documents with nearly the same text, beside the primary of their group: agency copies, corrected
-- and shortened forms, one article as PDF and scan.
-- uri: The place where the copy stands.
-- primary_uri: The place where the primary of its group stands.
-- supersedes_document_id: The document of the same publisher that this one corrects or replaces.
SELECT
    d.copy_group_id,
    d.document_id,
    d.title,
    d.publisher,
    d.published_at,
    d.uri,
    d.is_primary_copy,
    o.supersedes_document_id,
    p.uri AS primary_uri
FROM current_documents d
JOIN documents o ON o.document_id = d.document_id
LEFT JOIN current_documents p ON p.document_id = d.copy_group_id
WHERE d.copy_group_id IN (
    SELECT copy_group_id FROM current_documents GROUP BY copy_group_id HAVING count(*) > 1
)

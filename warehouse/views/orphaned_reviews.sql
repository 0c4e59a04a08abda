-- Decisions of people on what is found no more since the document was done again. Nothing is lost:
-- review what is there now, or add what is missing with onrecord review add.
WITH standing AS (
    SELECT DISTINCT coalesce(r.carried_from_review_id, r.review_id) AS review_id
    FROM reviews r
    WHERE r.target_id IN (SELECT statement_id FROM statements)
        OR r.target_id IN (SELECT claim_id FROM claims)
        OR r.target_id IN (SELECT entity_id FROM entities)
)
SELECT
    r.review_id,
    r.target_id,
    r.document_id,
    d.uri,
    r.target_texts,
    r.field_name,
    r.old_value,
    r.new_value,
    r.reason,
    r.reviewer,
    r.reviewed_at
FROM reviews r
LEFT JOIN current_documents d ON d.document_id = r.document_id
WHERE r.carried_from_review_id IS NULL AND r.review_id NOT IN (SELECT review_id FROM standing)

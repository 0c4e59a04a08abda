-- What people decided otherwise than it was extracted, the latest of each value: the extracted value
-- stays in the table, the corrected one stands in the answers.
-- extracted_value: What On Record had found; NULL for nothing.
-- corrected_value: What the person says it is; NULL for nothing.
SELECT
    target_id,
    field_name,
    first(old_value ORDER BY reviewed_at, review_id) AS extracted_value,
    nullif(last(new_value ORDER BY reviewed_at, review_id), '') AS corrected_value,
    last(reason ORDER BY reviewed_at, review_id) AS reason,
    last(reviewer ORDER BY reviewed_at, review_id) AS reviewer,
    max(reviewed_at) AS reviewed_at
FROM reviews
WHERE field_name <> 'verdict'
GROUP BY target_id, field_name

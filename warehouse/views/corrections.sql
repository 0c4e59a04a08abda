-- What people decided otherwise than it was extracted, the latest of each value: the extracted value
-- stays in the table, the corrected one stands in the answers.
-- extracted_value: What On Record had found; NULL for nothing.
-- corrected_value: What the person says it is; NULL for nothing.
SELECT
    target_id,
    field_name,
    arg_min(old_value, reviewed_at) AS extracted_value,
    nullif(arg_max(new_value, reviewed_at), '') AS corrected_value,
    arg_max(reason, reviewed_at) AS reason,
    arg_max(reviewer, reviewed_at) AS reviewer,
    max(reviewed_at) AS reviewed_at
FROM reviews
WHERE field_name <> 'verdict'
GROUP BY target_id, field_name

-- Claims as reviews have them: corrected values in the place of the extracted, those that were
-- rejected left out, and those of rejected statements. Of all documents, also not current ones.
-- Those that nobody reviewed come first, as they are: so a filter skips what a file tells it to.
-- review_status: accepted or corrected; NULL when nobody has reviewed the claim itself.
SELECT c.*, CAST(NULL AS VARCHAR) AS review_status
FROM claims c
WHERE NOT EXISTS (SELECT 1 FROM review_outcomes r WHERE r.target_id = c.claim_id)
    AND NOT EXISTS (
        SELECT 1 FROM review_outcomes o
        WHERE o.target_id = c.statement_id AND o.review_status = 'rejected'
    )
UNION ALL
SELECT
    c.* REPLACE (
        nullif(coalesce(r.standalone_text, c.standalone_text), '') AS standalone_text,
        nullif(coalesce(r.subject, c.subject), '') AS subject,
        nullif(coalesce(r.predicate, c.predicate), '') AS predicate,
        nullif(coalesce(r.object, c.object), '') AS object,
        nullif(coalesce(r.polarity, c.polarity), '') AS polarity,
        nullif(coalesce(r.certainty, c.certainty), '') AS certainty
    ),
    r.review_status
FROM claims c
JOIN review_outcomes r ON r.target_id = c.claim_id
LEFT JOIN review_outcomes o ON o.target_id = c.statement_id
WHERE r.review_status <> 'rejected' AND coalesce(o.review_status, '') <> 'rejected'

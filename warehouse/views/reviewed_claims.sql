-- Claims as reviews have them: corrected values in the place of the extracted, those that were
-- rejected left out, and those of rejected statements. Of all documents, also not current ones.
-- review_status: accepted or corrected; NULL when nobody has reviewed the claim itself.
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
LEFT JOIN review_outcomes r ON r.target_id = c.claim_id
LEFT JOIN review_outcomes o ON o.target_id = c.statement_id
WHERE coalesce(r.review_status, '') <> 'rejected' AND coalesce(o.review_status, '') <> 'rejected'

-- Statements as reviews have them: corrected values in the place of the extracted, those that were
-- rejected left out. Of all documents, also those that are not current. Those that nobody reviewed
-- come first, as they are: so a filter still skips what a file tells it to.
-- review_status: accepted, corrected or added; NULL when nobody has reviewed it.
SELECT s.*, CAST(NULL AS VARCHAR) AS review_status
FROM statements s
WHERE NOT EXISTS (SELECT 1 FROM review_outcomes r WHERE r.target_id = s.statement_id)
UNION ALL
SELECT
    s.* REPLACE (
        nullif(coalesce(r.speaker_name, s.speaker_name), '') AS speaker_name,
        coalesce(r.content_key, s.content_key) AS content_key,
        nullif(coalesce(r.source_kind, s.source_kind), '') AS source_kind,
        nullif(coalesce(r.addressee_text, s.addressee_text), '') AS addressee_text,
        nullif(coalesce(r.said_place, s.said_place), '') AS said_place,
        CASE WHEN r.said_date IS NULL THEN s.said_date
            ELSE TRY_CAST(r.said_date AS DATE) END AS said_date,
        nullif(coalesce(r.act, s.act), '') AS act,
        nullif(coalesce(r.commitment_kind, s.commitment_kind), '') AS commitment_kind,
        nullif(coalesce(r.quote_type, s.quote_type), '') AS quote_type,
        nullif(coalesce(r.polarity, s.polarity), '') AS polarity,
        nullif(coalesce(r.certainty, s.certainty), '') AS certainty,
        nullif(coalesce(r.condition_text, s.condition_text), '') AS condition_text,
        nullif(coalesce(r.condition_kind, s.condition_kind), '') AS condition_kind
    ),
    r.review_status
FROM statements s
JOIN review_outcomes r ON r.target_id = s.statement_id
WHERE r.review_status <> 'rejected'

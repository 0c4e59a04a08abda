-- What people decided about a statement or claim, the latest of each column: one row per target. An
-- empty text means that there is nothing of the kind.
-- review_status: accepted, rejected or added, or corrected where a value was; by the latest review.
-- speaker_name: Who says it instead.
WITH latest AS (
    SELECT
        target_id,
        field_name,
        arg_max(new_value, reviewed_at) AS new_value,
        arg_max(content_key, reviewed_at) AS content_key,
        max(reviewed_at) AS reviewed_at
    FROM reviews
    WHERE field_name <> 'same_claim_id'
    GROUP BY target_id, field_name
),
named AS (
    SELECT l.* REPLACE (
        coalesce(n.canonical_name, l.new_value) AS new_value,
        'speaker_name' AS field_name
    )
    FROM latest l
    LEFT JOIN entities n ON l.field_name = 'entity_id' AND n.entity_id = l.new_value
    WHERE l.field_name IN ('entity_id', 'speaker_name')
    QUALIFY row_number() OVER (PARTITION BY l.target_id ORDER BY l.reviewed_at DESC) = 1
),
outcome AS (
    SELECT * FROM latest WHERE field_name NOT IN ('entity_id', 'speaker_name')
    UNION ALL
    SELECT * FROM named
)
SELECT
    target_id,
    arg_max(
        CASE field_name WHEN 'verdict' THEN new_value ELSE 'corrected' END, reviewed_at
    ) AS review_status,
    max(reviewed_at) AS reviewed_at,
    max(new_value) FILTER (field_name = 'speaker_name') AS speaker_name,
    max(content_key) AS content_key,
    max(new_value) FILTER (field_name = 'source_kind') AS source_kind,
    max(new_value) FILTER (field_name = 'addressee_text') AS addressee_text,
    max(new_value) FILTER (field_name = 'said_place') AS said_place,
    max(new_value) FILTER (field_name = 'said_date') AS said_date,
    max(new_value) FILTER (field_name = 'act') AS act,
    max(new_value) FILTER (field_name = 'commitment_kind') AS commitment_kind,
    max(new_value) FILTER (field_name = 'quote_type') AS quote_type,
    max(new_value) FILTER (field_name = 'polarity') AS polarity,
    max(new_value) FILTER (field_name = 'certainty') AS certainty,
    max(new_value) FILTER (field_name = 'condition_text') AS condition_text,
    max(new_value) FILTER (field_name = 'condition_kind') AS condition_kind,
    max(new_value) FILTER (field_name = 'standalone_text') AS standalone_text,
    max(new_value) FILTER (field_name = 'subject') AS subject,
    max(new_value) FILTER (field_name = 'predicate') AS predicate,
    max(new_value) FILTER (field_name = 'object') AS object
FROM outcome
GROUP BY target_id

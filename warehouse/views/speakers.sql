-- Who says each statement, as reviews have it: an entity that a person put together with another
-- stands under that one, and a statement under the speaker that a person gave it. A short name stands
-- under the full name that all documents of the same story give it.
-- entity_id: The speaker; NULL when unresolved.
-- speaker_name: Fullest name, without titles and roles.
WITH decided AS (
    SELECT target_id, arg_max(new_value, reviewed_at) AS entity_id
    FROM reviews
    WHERE field_name = 'entity_id'
    GROUP BY target_id
),
full_names AS (
    SELECT document_id, entity_id, any_value(full_entity_id) AS full_entity_id
    FROM short_names
    GROUP BY document_id, entity_id
    HAVING count(DISTINCT full_entity_id) = 1
)
SELECT
    p.statement_id,
    p.document_id,
    p.position,
    coalesce(s.entity_id, e.entity_id, f.full_entity_id, p.entity_id) AS entity_id,
    coalesce(n.canonical_name, p.speaker_name) AS speaker_name,
    p.is_joint
FROM statement_speakers p
LEFT JOIN decided s ON s.target_id = p.statement_id
LEFT JOIN decided e ON e.target_id = p.entity_id
LEFT JOIN full_names f ON f.document_id = p.document_id AND f.entity_id = p.entity_id
LEFT JOIN entities n ON n.entity_id = coalesce(s.entity_id, e.entity_id, f.full_entity_id)

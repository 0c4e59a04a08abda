-- Who says each statement, as reviews have it: an entity that a person put together with another
-- stands under that one, and a statement under the speakers that a person gave it. A short name stands
-- under the full name that all documents of the same story give it.
-- entity_id: The speaker; NULL when unresolved.
-- speaker_name: Fullest name, without titles and roles.
WITH decided AS (
    SELECT
        target_id,
        arg_max(field_name, reviewed_at) AS field_name,
        arg_max(new_value, reviewed_at) AS new_value
    FROM reviews
    WHERE field_name IN ('entity_id', 'speaker_name')
    GROUP BY target_id
),
full_names AS (
    SELECT document_id, entity_id, any_value(full_entity_id) AS full_entity_id
    FROM short_names
    GROUP BY document_id, entity_id
    HAVING count(DISTINCT full_entity_id) = 1
),
given AS (
    SELECT
        s.statement_id,
        s.document_id,
        generate_subscripts(string_split(d.new_value, '; '), 1) - 1 AS position,
        unnest(string_split(d.new_value, '; ')) AS speaker_name,
        contains(d.new_value, '; ') AS is_joint
    FROM decided d
    JOIN statements s ON s.statement_id = d.target_id
    WHERE d.field_name = 'speaker_name' AND d.new_value <> ''
)
SELECT
    p.statement_id,
    p.document_id,
    p.position,
    coalesce(s.new_value, e.new_value, f.full_entity_id, p.entity_id) AS entity_id,
    coalesce(n.canonical_name, p.speaker_name) AS speaker_name,
    p.is_joint
FROM statement_speakers p
LEFT JOIN decided s ON s.target_id = p.statement_id
LEFT JOIN decided e ON e.target_id = p.entity_id
LEFT JOIN full_names f ON f.document_id = p.document_id AND f.entity_id = p.entity_id
LEFT JOIN entities n ON n.entity_id = coalesce(s.new_value, e.new_value, f.full_entity_id)
WHERE s.field_name IS DISTINCT FROM 'speaker_name'
UNION ALL
SELECT
    g.statement_id,
    g.document_id,
    CAST(g.position AS INTEGER) AS position,
    CASE WHEN count(n.entity_id) = 1 THEN any_value(n.entity_id) END AS entity_id,
    g.speaker_name,
    g.is_joint
FROM given g
LEFT JOIN entities n ON n.canonical_name = g.speaker_name
GROUP BY g.statement_id, g.document_id, g.position, g.speaker_name, g.is_joint

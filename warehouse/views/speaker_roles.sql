-- What each speaker was called beside the name, and when: titles and offices over time.
-- role_text: The words beside the name, as in "Defence Minister".
-- first_said: First day of publication on which the speaker is called so.
-- last_said: Last day of publication on which the speaker is called so.
-- document_count: Documents that do.
WITH alone AS (
    -- Beside one of several names stand the others.
    SELECT * FROM speakers QUALIFY count(*) OVER (PARTITION BY statement_id) = 1
),
called AS (
    SELECT
        p.entity_id,
        p.speaker_name,
        s.document_id,
        s.published_at,
        trim(
            regexp_replace(
                replace(s.source_text, p.speaker_name, ''), '(?i)^[\s,;]*(the|its|a|an)\s|,', '', 'g'
            ),
            ' ,;“”"'
        ) AS role_text
    FROM alone p
    JOIN current_statements s ON s.statement_id = p.statement_id
    WHERE contains(s.source_text, p.speaker_name) AND p.entity_id IS NOT NULL
)
SELECT
    entity_id,
    speaker_name,
    role_text,
    CAST(min(published_at) AS DATE) AS first_said,
    CAST(max(published_at) AS DATE) AS last_said,
    count(DISTINCT document_id) AS document_count
FROM called
WHERE length(role_text) BETWEEN 3 AND 60
GROUP BY ALL

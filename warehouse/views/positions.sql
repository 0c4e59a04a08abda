-- Where each speaker stands on each claim by the last that was published: one row per speaker and
-- claim. document_count and publisher_count count primary copies only.
-- same_claim_id: The claim: its earliest telling.
-- first_said: First day on which the speaker is quoted on it.
-- last_said: Last day on which the speaker is quoted on it.
-- occasion_count: Days on which the speaker is quoted on it.
-- document_count: Documents that quote the speaker on it.
-- publisher_count: Publishers of these.
-- told_text: What was said last.
-- condition_text: The clause on which it depends.
-- change: What changed on the last occasion.
-- before_statement_id: The statement of the occasion before; NULL when there was none.
WITH carried AS (
    SELECT
        t.same_claim_id,
        coalesce(p.entity_id, p.speaker_name) AS who,
        count(DISTINCT t.document_id) AS document_count,
        count(DISTINCT t.publisher) AS publisher_count
    FROM told_claims t
    JOIN speakers p ON p.statement_id = t.statement_id
    WHERE t.is_primary_copy
    GROUP BY ALL
)
SELECT
    s.entity_id,
    s.speaker_name,
    s.same_claim_id,
    min(s.said_on) OVER whole AS first_said,
    max(s.said_on) OVER whole AS last_said,
    count(*) OVER whole AS occasion_count,
    c.document_count,
    c.publisher_count,
    s.stance,
    s.strength,
    s.commitment_kind,
    s.condition_text,
    s.told_text,
    s.change,
    s.before_statement_id,
    s.statement_id
FROM position_steps s
JOIN carried c
    ON c.same_claim_id = s.same_claim_id AND c.who = coalesce(s.entity_id, s.speaker_name)
WINDOW whole AS (PARTITION BY s.same_claim_id, coalesce(s.entity_id, s.speaker_name))
QUALIFY row_number() OVER (
    PARTITION BY s.same_claim_id, coalesce(s.entity_id, s.speaker_name) 
    ORDER BY s.said_on DESC NULLS LAST, s.document_id DESC
) = 1

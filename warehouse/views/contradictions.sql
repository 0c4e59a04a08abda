-- One claim, told by one speaker for it and by another against it, or by one speaker first so and
-- then so: each side by its first telling. On Record says who contradicts whom, never who is right.
-- A person or organisation without a name is left out: "the operator" may be who says the other.
-- So are two tellings that are both like others of the claim only, not like the first itself, and a
-- statement that tells it both ways: "to end a war that has drained us".
-- same_claim_id: The claim: its earliest telling.
-- for_speaker: Who tells it as being so.
-- for_text: In which words.
-- for_said_on: Day of publication.
-- for_statement_id: The statement.
-- for_uri: Where it stands.
-- against_speaker: Who tells it as not being so.
-- against_text: In which words.
-- against_said_on: Day of publication.
-- against_statement_id: The statement.
-- against_uri: Where it stands.
-- is_own_reversal: Whether one speaker said both.
WITH told AS MATERIALIZED (
    -- Held once: a join of all claims with all that they are told of is what takes memory.
    SELECT
        telling_id, same_claim_id, statement_id, document_id, stance, rule, is_reviewed, told_text,
        published_at, uri, is_primary_copy, telling_span
    FROM told_claims
    WHERE stance <> 'neutral'
),
both_ways AS MATERIALIZED (
    SELECT *
    FROM told
    SEMI JOIN (
        SELECT same_claim_id FROM told GROUP BY same_claim_id HAVING min(stance) <> max(stance)
    ) USING (same_claim_id)
),
one_way AS (
    SELECT same_claim_id, statement_id
    FROM both_ways
    GROUP BY ALL
    HAVING min(stance) = max(stance)
),
sides AS MATERIALIZED (
    SELECT
        t.same_claim_id,
        coalesce(p.entity_id, p.speaker_name) AS who,
        p.speaker_name,
        t.stance,
        t.told_text,
        CAST(t.published_at AS DATE) AS said_on,
        t.statement_id,
        t.rule = 'by_another' AND NOT t.is_reviewed AS is_by_another,
        t.uri
    FROM both_ways t
    JOIN speakers p ON p.statement_id = t.statement_id
    JOIN reviewed_statements s ON s.statement_id = t.statement_id
    JOIN one_way o ON o.same_claim_id = t.same_claim_id AND o.statement_id = t.statement_id
    WHERE (p.entity_id IS NOT NULL OR s.source_kind NOT IN ('person', 'organisation'))
    QUALIFY row_number() OVER (
        PARTITION BY t.same_claim_id, coalesce(p.entity_id, p.speaker_name), t.stance
        ORDER BY t.published_at NULLS LAST, NOT t.is_primary_copy, t.document_id,
            t.telling_span.char_start, t.telling_id
    ) = 1
)
SELECT
    f.same_claim_id,
    f.speaker_name AS for_speaker,
    f.told_text AS for_text,
    f.said_on AS for_said_on,
    f.statement_id AS for_statement_id,
    f.uri AS for_uri,
    a.speaker_name AS against_speaker,
    a.told_text AS against_text,
    a.said_on AS against_said_on,
    a.statement_id AS against_statement_id,
    a.uri AS against_uri,
    f.who = a.who AS is_own_reversal
FROM sides f
JOIN sides a ON a.same_claim_id = f.same_claim_id
WHERE f.stance = 'for' AND a.stance = 'against'
    AND NOT (f.is_by_another AND a.is_by_another)

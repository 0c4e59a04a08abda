-- What each speaker said of each claim, a row per day on which a primary copy quotes the speaker on
-- it, and what has changed since the occasion before. Several documents of one day report one
-- occasion, of which the first telling counts; a document without a date is one of its own, last.
-- said_on: Day of publication.
-- told_text: What was said, in the words of the document.
-- condition_text: The clause on which it depends.
-- change: new; since the occasion before repeated, hardened, softened, condition_added,
-- change: condition_dropped or reversed; undated where it is not known which came first.
-- before_statement_id: The statement of the occasion before; NULL for the first.
-- before_text: What was said then.
-- before_said_on: When that was.
-- same_claim_id: The claim: its earliest telling.
WITH told AS (
    SELECT
        t.same_claim_id,
        p.entity_id,
        p.speaker_name,
        t.statement_id,
        t.document_id,
        CAST(t.published_at AS DATE) AS said_on,
        t.stance,
        t.strength,
        t.commitment_kind,
        -- A condition that stands in another claim of the statement is none of this one.
        CASE WHEN e.claim_id IS NULL THEN t.condition_text END AS condition_text,
        t.told_text
    FROM told_claims t
    JOIN speakers p ON p.statement_id = t.statement_id
    LEFT JOIN claims e
        ON e.statement_id = t.statement_id
        AND t.claim_id IS NOT NULL
        AND e.claim_id <> t.claim_id
        AND contains(e.claim_text, t.condition_text)
        AND e.claim_text <> t.condition_text
        AND NOT contains(t.told_text, t.condition_text)
    WHERE t.is_primary_copy
    QUALIFY row_number() OVER (
        PARTITION BY t.same_claim_id, coalesce(p.entity_id, p.speaker_name),
            coalesce(CAST(CAST(t.published_at AS DATE) AS VARCHAR), t.document_id)
        ORDER BY t.published_at, t.document_id, t.telling_span.char_start, t.telling_id
    ) = 1
),
steps AS (
    SELECT
        *,
        lag(statement_id) OVER occasions AS before_statement_id,
        lag(told_text) OVER occasions AS before_text,
        lag(said_on) OVER occasions AS before_said_on,
        lag(stance) OVER occasions AS before_stance,
        lag(strength) OVER occasions AS before_strength,
        lag(condition_text) OVER occasions AS before_condition
    FROM told
    WINDOW occasions AS (
        PARTITION BY same_claim_id, coalesce(entity_id, speaker_name)
        ORDER BY said_on NULLS LAST, document_id
    )
)
SELECT
    same_claim_id,
    entity_id,
    speaker_name,
    said_on,
    stance,
    strength,
    commitment_kind,
    condition_text,
    told_text,
    CASE
        WHEN before_statement_id IS NULL THEN 'new'
        WHEN said_on IS NULL OR before_said_on IS NULL THEN 'undated'
        WHEN stance <> before_stance AND 'neutral' NOT IN (stance, before_stance) THEN 'reversed'
        WHEN stance <> 'neutral' AND before_stance = 'neutral' THEN 'hardened'
        WHEN stance = 'neutral' AND before_stance <> 'neutral' THEN 'softened'
        WHEN strength > before_strength THEN 'hardened'
        WHEN strength < before_strength THEN 'softened'
        WHEN condition_text IS NOT NULL AND before_condition IS NULL THEN 'condition_added'
        WHEN condition_text IS NULL AND before_condition IS NOT NULL THEN 'condition_dropped'
        ELSE 'repeated'
    END AS change,
    statement_id,
    document_id,
    before_statement_id,
    before_text,
    before_said_on
FROM steps

-- Every telling of a claim in current documents, with the claim it tells: tellings of one claim have
-- one same_claim_id, whoever tells it and for or against.
-- same_claim_id: The claim: its earliest telling; a telling that stands alone is its own.
-- told_text: What is told, in the words of the document.
-- condition_text: The clause on which it depends.
-- is_reviewed: Whether a person decided which claim it tells.
WITH decided AS (
    SELECT target_id, arg_max(new_value, reviewed_at) AS telling_id
    FROM reviews
    WHERE field_name = 'same_claim_id'
    GROUP BY target_id
)
SELECT
    t.telling_id,
    coalesce(o.same_claim_id, r.telling_id, g.same_claim_id, t.telling_id) AS same_claim_id,
    r.telling_id IS NOT NULL AS is_reviewed,
    coalesce(g.likeness_score, 1.0) AS likeness_score,
    coalesce(g.rule, 'first_telling') AS rule,
    t.document_id,
    t.statement_id,
    t.claim_id,
    t.telling_span,
    t.stance,
    t.strength,
    coalesce(c.claim_text, s.content_text) AS told_text,
    coalesce(c.condition_text, s.condition_text) AS condition_text,
    s.speaker_name,
    s.act,
    s.commitment_kind,
    c.quantities,
    d.title,
    d.publisher,
    d.published_at,
    d.uri,
    d.copy_group_id,
    coalesce(d.is_primary_copy, true) AS is_primary_copy
FROM tellings t
JOIN current_documents d ON d.document_id = t.document_id
LEFT JOIN same_claims g ON g.telling_id = t.telling_id
LEFT JOIN decided r ON r.target_id = t.telling_id
LEFT JOIN same_claims o ON o.telling_id = r.telling_id
LEFT JOIN reviewed_claims c ON c.claim_id = t.claim_id
LEFT JOIN reviewed_statements s ON s.statement_id = t.statement_id
-- What was rejected is no telling.
WHERE (t.claim_id IS NULL OR c.claim_id IS NOT NULL)
    AND (t.statement_id IS NULL OR s.statement_id IS NOT NULL)

-- Figures that differ between tellings of one claim: every pair of different values of what is
-- counted in the same unit, each by its first telling.
-- same_claim_id: The claim: its earliest telling.
-- of_what: What is counted.
-- unit: In which unit; NULL for plain counts.
-- low_value: The lower figure.
-- low_text: In which words.
-- low_speaker: Who told it; NULL for the author.
-- low_uri: Where it stands.
-- low_telling_id: The telling.
-- high_value: The higher figure.
-- high_text: In which words.
-- high_speaker: Who told it; NULL for the author.
-- high_uri: Where it stands.
-- high_telling_id: The telling.
-- is_superseded: Whether one of the two stands only in documents that were corrected since.
WITH counted AS (
    SELECT
        t.same_claim_id,
        t.telling_id,
        t.told_text,
        t.speaker_name,
        t.uri,
        t.published_at,
        t.document_id,
        unnest(t.quantities) AS quantity,
        t.document_id IN (
            SELECT supersedes_document_id FROM documents WHERE supersedes_document_id IS NOT NULL
        ) AS is_corrected
    FROM told_claims t
    WHERE len(t.quantities) > 0
),
figures AS (
    SELECT
        * EXCLUDE (quantity),
        quantity.unit AS unit,
        quantity.value AS value,
        quantity.of_what AS of_what,
        rtrim(lower(quantity.of_what), 's') AS counted_noun,
        count(*) OVER (PARTITION BY telling_id, quantity.unit) = 1 AS is_only,
        bool_and(is_corrected) OVER (
            PARTITION BY same_claim_id, quantity.unit, quantity.value
        ) AS is_superseded
    FROM counted
    WHERE quantity.value IS NOT NULL
)
SELECT
    l.same_claim_id,
    coalesce(l.of_what, h.of_what) AS of_what,
    l.unit,
    l.value AS low_value,
    l.told_text AS low_text,
    l.speaker_name AS low_speaker,
    l.uri AS low_uri,
    l.telling_id AS low_telling_id,
    h.value AS high_value,
    h.told_text AS high_text,
    h.speaker_name AS high_speaker,
    h.uri AS high_uri,
    h.telling_id AS high_telling_id,
    l.is_superseded OR h.is_superseded AS is_superseded
FROM figures l
JOIN figures h
    ON h.same_claim_id = l.same_claim_id
    AND h.telling_id <> l.telling_id
    AND h.unit IS NOT DISTINCT FROM l.unit
    AND h.value > l.value
    AND (h.counted_noun = l.counted_noun OR (h.is_only AND l.is_only))
QUALIFY row_number() OVER (
    PARTITION BY l.same_claim_id, l.unit, l.value, h.value
    ORDER BY l.published_at NULLS LAST, h.published_at NULLS LAST, l.document_id, h.document_id,
        l.telling_id, h.telling_id
) = 1

-- What documents assert in their own voice, most worth checking first when ordered by
-- check_worthiness_score. One row per claim in current documents.
-- line_number: First line of the claim in a text file; NULL for pages.
SELECT
    c.claim_id,
    c.document_id,
    c.claim_text,
    c.standalone_text,
    c.check_worthiness_score,
    c.subject,
    c.predicate,
    c.object,
    c.polarity,
    c.certainty,
    c.title,
    c.publisher,
    c.collection,
    c.published_at,
    c.is_primary_copy,
    c.uri,
    c.page_number,
    c.line_number
FROM current_claims c
WHERE c.is_author_claim

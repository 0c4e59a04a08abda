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
    d.title,
    d.publisher,
    d.collection,
    d.published_at,
    d.is_primary_copy,
    d.uri,
    c.evidence[1].page_number AS page_number,
    c.evidence[1].line_start AS line_number
FROM claims c
JOIN current_documents d ON d.document_id = c.document_id
WHERE c.is_author_claim

-- A claim in a current document, as reviews have it, with where it stands. The claims view beside it
-- has what was extracted, of every document.
-- review_status: accepted or corrected; NULL when nobody has reviewed the claim itself.
-- page_number: Page on which the evidence begins, from 1; NULL for text files.
-- line_number: First line of the claim in a text file; NULL for pages.
SELECT
    c.*,
    d.title,
    d.publisher,
    d.collection,
    d.published_at,
    d.read_method,
    d.copy_group_id,
    d.is_primary_copy,
    d.uri,
    c.evidence[1].page_number AS page_number,
    c.evidence[1].line_start AS line_number
FROM reviewed_claims c
JOIN current_documents d ON d.document_id = c.document_id

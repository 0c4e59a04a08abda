-- A statement in a current document, as reviews have it, with where it stands: what most questions
-- begin with. The statements view beside it has what was extracted, of every document.
-- review_status: accepted, corrected or added; NULL when nobody has reviewed it.
-- page_number: Page on which the evidence begins, from 1; NULL for text files.
-- line_number: First line of the content in a text file; NULL for pages.
SELECT
    s.*,
    d.title,
    d.publisher,
    d.collection,
    d.published_at,
    d.read_method,
    d.copy_group_id,
    d.is_primary_copy,
    d.uri,
    s.evidence[1].page_number AS page_number,
    s.evidence[1].line_start AS line_number
FROM reviewed_statements s
JOIN current_documents d ON d.document_id = s.document_id

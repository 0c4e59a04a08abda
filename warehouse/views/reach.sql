-- How far an answer reaches: what the current documents are, and what of them cannot be trusted to
-- have been found. One row.
-- document_count: Documents that answers are drawn from, images inside documents among them.
-- page_count: Their pages.
-- failed_count: Files and images that could not be read, so that no answer has them.
-- partial_count: Documents that were read only in part.
-- undated_count: Documents without a date: questions about time miss them.
-- low_ocr_count: Documents recognised with a mean confidence below 0.8.
-- other_language_count: Documents in another language than English, which is the one understood.
SELECT
    count(*) AS document_count,
    CAST(coalesce(sum(o.page_count), 0) AS BIGINT) AS page_count,
    (
        SELECT count(DISTINCT i.uri)
        FROM open_issues i
        LEFT JOIN current_documents h ON h.document_id = i.document_id
        WHERE i.severity = 'error' AND h.document_id IS NULL
    ) AS failed_count,
    count(*) FILTER (d.status = 'partial') AS partial_count,
    count(*) FILTER (d.published_at IS NULL) AS undated_count,
    count(*) FILTER (o.ocr_confidence_score < 0.8) AS low_ocr_count,
    count(*) FILTER (d.language_code <> 'en') AS other_language_count
FROM current_documents d
JOIN documents o ON o.document_id = d.document_id

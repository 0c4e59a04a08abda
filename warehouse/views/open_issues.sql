-- Problems that are not gone yet, and what to do about each.
SELECT
    i.issue_id,
    i.severity,
    i.code,
    i.uri,
    i.page_number,
    i.message,
    i.remedy,
    i.stage,
    i.document_id,
    s.collection,
    i.opened_run_id
FROM issues i
LEFT JOIN sources s ON s.source_id = i.source_id
WHERE i.closed_run_id IS NULL

-- What each run took on record and how well: one row per run that met documents.
-- failed_count: Files and images that the run could not read, whether or not a later one could.
-- partial_count: Documents of the run that were read only in part.
-- undated_count: Documents of the run without a date.
-- low_ocr_count: Documents of the run recognised with a mean confidence below 0.8.
-- unnamed_count: Statements of the run whose speaker is not settled.
-- open_issue_count: Issues that the run met and that are still open.
SELECT
    r.run_id,
    r.started_at,
    r.ended_at,
    r.state,
    r.pipeline_version,
    r.document_count,
    coalesce(f.failed_count, 0) AS failed_count,
    r.page_count,
    r.statement_count,
    r.claim_count,
    (
        SELECT count(*) FROM documents d WHERE d.run_id = r.run_id AND d.status = 'partial'
    ) AS partial_count,
    (
        SELECT count(*)
        FROM documents d
        JOIN documents o ON o.document_id = d.root_document_id
        WHERE d.run_id = r.run_id AND coalesce(d.published_at, o.published_at) IS NULL
    ) AS undated_count,
    (
        SELECT count(*) FROM documents d
        WHERE d.run_id = r.run_id AND d.ocr_confidence_score < 0.8
    ) AS low_ocr_count,
    (
        SELECT count(*) FROM statements s WHERE s.run_id = r.run_id AND s.speaker_name IS NULL
    ) AS unnamed_count,
    (
        SELECT count(*) FROM issues i
        WHERE i.opened_run_id = r.run_id AND i.closed_run_id IS NULL AND i.severity <> 'info'
    ) AS open_issue_count
FROM runs r
LEFT JOIN (
    SELECT i.opened_run_id, count(DISTINCT i.uri) AS failed_count
    FROM issues i
    LEFT JOIN documents d ON d.document_id = i.document_id
    WHERE i.severity = 'error' AND d.document_id IS NULL
    GROUP BY i.opened_run_id
) f ON f.opened_run_id = r.run_id
WHERE r.document_count > 0 OR f.failed_count > 0

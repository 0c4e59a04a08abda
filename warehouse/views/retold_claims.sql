-- Every claim once, however often it is told: by whom, for and against, and how widely. Copies of an
-- article are documents, but one publication.
-- same_claim_id: The claim: its earliest telling.
-- told_text: Its earliest telling, in the words of the document.
-- first_speaker: Who told it first; NULL for the author or where unresolved.
-- telling_count: Tellings, those in copies too.
-- document_count: Documents that carry it, copies too.
-- primary_document_count: Documents that carry it, copies counted once.
-- publisher_count: Publishers of primary copies that carry it.
-- for_speakers: Who tells it as being so.
-- against_speakers: Who tells it as not being so.
-- first_said: First day of publication.
-- last_said: Last day of publication.
SELECT
    same_claim_id,
    first(told_text ORDER BY telling_id = same_claim_id DESC, telling_id) AS told_text,
    first(speaker_name ORDER BY telling_id = same_claim_id DESC, telling_id) AS first_speaker,
    count(*) AS telling_count,
    count(DISTINCT document_id) AS document_count,
    count(DISTINCT coalesce(copy_group_id, document_id)) AS primary_document_count,
    count(DISTINCT publisher) FILTER (WHERE is_primary_copy) AS publisher_count,
    list_sort(list(DISTINCT speaker_name) FILTER (WHERE stance = 'for')) AS for_speakers,
    list_sort(list(DISTINCT speaker_name) FILTER (WHERE stance = 'against')) AS against_speakers,
    CAST(min(published_at) AS DATE) AS first_said,
    CAST(max(published_at) AS DATE) AS last_said
FROM told_claims
GROUP BY same_claim_id

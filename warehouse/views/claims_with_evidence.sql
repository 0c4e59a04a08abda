-- Every claim in current documents: who made it, in which words, where they stand. On Record says
-- who claimed what, never whether it is true.
-- line_number: First line of the claim in a text file; NULL for pages.
-- passage_text: The passage with source, cue and content, cut from the document's text.
SELECT
    c.claim_id,
    c.statement_id,
    c.document_id,
    s.speaker_name,
    s.act,
    c.claim_text,
    c.standalone_text,
    c.subject,
    c.predicate,
    c.object,
    c.polarity,
    c.certainty,
    coalesce(c.condition_text, s.condition_text) AS condition_text,
    c.is_author_claim,
    s.source_text,
    s.cue_text,
    s.content_text,
    s.quote_type,
    s.is_nested,
    s.text_confidence_score,
    c.title,
    c.publisher,
    c.collection,
    c.published_at,
    c.is_primary_copy,
    c.uri,
    c.page_number,
    c.line_number,
    c.evidence,
    substr(
        t.text,
        least(
            s.source_span.char_start,
            s.cue_span.char_start,
            s.content_spans[1].char_start,
            c.claim_spans[1].char_start
        ) + 1,
        greatest(
            s.source_span.char_end,
            s.cue_span.char_end,
            s.content_spans[-1].char_end,
            c.claim_spans[-1].char_end
        ) - least(
            s.source_span.char_start,
            s.cue_span.char_start,
            s.content_spans[1].char_start,
            c.claim_spans[1].char_start
        )
    ) AS passage_text
FROM current_claims c
JOIN texts t ON t.document_id = c.document_id
LEFT JOIN reviewed_statements s ON s.statement_id = c.statement_id

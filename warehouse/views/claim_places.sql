-- Places in claims. One row per item of claims.places, in current documents.
-- place_text: The words.
-- place_span: Where they stand in the document's text.
-- name: The place's usual name.
-- geonames_id: Its number in GeoNames.
SELECT
    c.claim_id,
    c.statement_id,
    c.document_id,
    c.publisher,
    c.collection,
    c.published_at,
    c.is_primary_copy,
    c.page_number,
    c.claim_text,
    i.item.text AS place_text,
    i.item.span AS place_span,
    i.item.name AS name,
    i.item.country_code AS country_code,
    i.item.geonames_id AS geonames_id
FROM current_claims c
CROSS JOIN unnest(c.places) AS i(item)

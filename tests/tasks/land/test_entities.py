"""Rows of one entity come together the same way in any order."""

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.land.entities import distinct, entity_rows, merged
from tasks.values import Entity
from warehouse.schema import TABLES

names = st.sampled_from(["Byrne", "Ahern", "Ireland"])
entities = st.lists(
    st.builds(
        Entity,
        canonical_name=names,
        kind=st.sampled_from(["person", "state"]),
        aliases=st.lists(st.sampled_from("abc"), max_size=3).map(tuple),
        country_code=st.none() | st.sampled_from(["IE", "GB"]),
        represents=st.none() | names,
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(entities, st.randoms(), st.integers(0, 6))
def test_order_and_grouping_make_no_difference(found: list[Entity], chance, cut: int) -> None:
    rows = entity_rows(found)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert entity_rows(shuffled) == rows
    assert merged([*entity_rows(found[:cut]), *entity_rows(found[cut:])]) == rows
    assert merged([*rows, *rows]) == rows
    known = {row["entity_id"] for row in rows}
    assert len(known) == len(rows)
    assert {row["represents_entity_id"] for row in rows} - {None} <= known
    staged = pa.Table.from_pylist([*rows, *rows], schema=TABLES["entities"].arrow)
    assert merged(distinct(staged)) == rows
    plain = [
        r for r in rows if not (r["aliases"] or r["country_code"] or r["represents_entity_id"])
    ]
    assert len(distinct(staged)) == 2 * len(rows) - len(plain)

"""Who takes another position in what a run landed, and who contradicts whom."""

from __future__ import annotations

import tempfile
from typing import Any

import duckdb
from prefect import get_run_logger

from flows.discretion import HIDDEN_SQL
from warehouse.catalogue import view_source

QUERY_MEMORY = "128MB"

# The claims that the run's documents tell, with all their tellings: the views are asked of these
# alone, or each run would cost more than the one before. What people put together always counts.
TELLINGS_SQL = """
    create or replace temp table tellings_here as
    with decided as (select target_id, new_value from reviews where field_name = 'same_claim_id'),
    named as (select target_id from decided union select new_value from decided),
    claims_here as (
        select same_claim_id from same_claims
        where document_id in (select document_id from documents where run_id = $run)
            or telling_id in (from named)
    )
    select telling_id, document_id from same_claims where same_claim_id in (from claims_here)
    union
    select telling_id, document_id from tellings where telling_id in (from named)
"""
TOLD_SQL = """
    create or replace temp table told_here as
    from told_claims
    where telling_id in (select telling_id from tellings_here)
        and document_id in (select document_id from tellings_here)
"""
_PART_SQL = f"""
    with {HIDDEN_SQL},
    unseen as (select statement_id from told_here join hidden using (document_id)),
    own as (
        select statement_id from told_here join documents d using (document_id)
        where d.run_id = $run
    ),
    told_claims as (from told_here)
"""
# Each takes the memory of all that is told there, so they are asked one after another.
STEPS_SQL = f"""
    {_PART_SQL},
    position_steps as ({view_source("position_steps")[2]})
    select speaker_name as who, change as what, null as whom, before_text as before,
           told_text as now, statement_id[:12] as statement
    from position_steps
    where statement_id in (from own) and change not in ('new', 'repeated', 'undated')
        and statement_id not in (from unseen)
        and coalesce(before_statement_id, '') not in (from unseen)
    order by who, statement limit $most
"""
CONTRADICTED_SQL = f"""
    {_PART_SQL},
    contradictions as ({view_source("contradictions")[2]}),
    seen as materialized (
        from contradictions
        where not is_own_reversal
            and for_statement_id not in (from unseen)
            and against_statement_id not in (from unseen)
    )
    select for_speaker as who, 'contradicts' as what, against_speaker as whom,
           against_text as before, for_text as now, for_statement_id[:12] as statement
    from seen where for_statement_id in (from own)
    union all
    select against_speaker, 'contradicts', for_speaker, for_text, against_text,
           against_statement_id[:12]
    from seen where against_statement_id in (from own)
    order by who, statement limit $most
"""

Row = dict[str, Any]


def moves(record: duckdb.DuckDBPyConnection, run_id: str, most: int) -> list[Row]:
    """What is new between speakers by a run, at most so many; nothing where it takes too much.

    What memory does not hold goes to the disk.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-") as spilled:
        record.execute(f"set memory_limit = '{QUERY_MEMORY}'; set temp_directory = '{spilled}'")
        try:
            record.execute(TELLINGS_SQL, {"run": run_id})
            record.execute(TOLD_SQL)
            found = rows(record, STEPS_SQL, run=run_id, most=most)
            if room := most - len(found):
                found += rows(record, CONTRADICTED_SQL, run=run_id, most=room)
        except duckdb.OutOfMemoryException:
            get_run_logger().info(
                "positions are not shown, they would take more than %s: ask position_steps",
                QUERY_MEMORY,
            )
            return []
    return found


def rows(record: duckdb.DuckDBPyConnection, query: str, **values: Any) -> list[Row]:
    """The rows of a query with named parameters."""
    found = record.execute(query, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

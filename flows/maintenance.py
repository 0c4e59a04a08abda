"""Upkeep on a schedule: merge small files, remove what no kept snapshot lists, look for damage.

compact > vacuum > verify
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from warehouse import KEPT_FOR, Finding, Lake, vacuum, verify

# Of data files and originals, so much is read again each time: all of it in about a week.
VERIFIED_SHARE = 0.15


def name_run() -> str:
    """A run name that says which warehouse is kept, for the Prefect UI."""
    return f"upkeep of {Path(flow_run.parameters.get('warehouse', 'lake')).name}"


@flow(
    name="maintenance",
    description="Merge small files, vacuum, and verify the warehouse.",
    flow_run_name=name_run,
    persist_result=False,
)
def maintenance(
    warehouse: str = "lake",
    older_than_days: float = KEPT_FOR / timedelta(days=1),
    verified_share: float = VERIFIED_SHARE,
) -> State[list[Finding]]:
    """Keep a warehouse in shape.

    Args:
        warehouse: folder of the warehouse.
        older_than_days: snapshots replaced longer ago than this go.
        verified_share: share of files whose bytes are read again (0 to 1), another one each day;
            the rows are checked in full.
    """
    lake = Lake(Path(warehouse))
    if lake.current() is None:
        return Completed(message=f"{warehouse} holds no warehouse yet", data=[])
    merged = compact_files(lake)
    removed = vacuum_snapshots(lake, timedelta(days=older_than_days))
    findings = verify_record(lake, verified_share)
    message = f"{merged} files merged, {removed} snapshots removed, {len(findings)} findings"
    if findings:
        return Failed(message=f"{message}: see the artifact and onrecord verify", data=findings)
    return Completed(message=message, data=findings)


@task(name="compact", cache_policy=NO_CACHE, persist_result=False)
def compact_files(lake: Lake) -> int:
    """Merge the small files of every table; how many files fewer there are."""
    before, after = lake.current(), lake.compact()
    counts = [sum(map(len, s.tables.values())) for s in (before, after) if s]
    get_run_logger().info("snapshot %d: %d files", after.number, counts[-1])
    return counts[0] - counts[-1]


@task(name="vacuum", cache_policy=NO_CACHE, persist_result=False)
def vacuum_snapshots(lake: Lake, older_than: timedelta) -> int:
    """Remove old snapshots and their data; how many went."""
    gone = vacuum(lake, older_than)
    get_run_logger().info("%d files, %.1f MB removed", gone.file_count, gone.byte_count / 1e6)
    return len(gone.snapshot_numbers)


@task(name="verify", cache_policy=NO_CACHE, persist_result=False)
def verify_record(lake: Lake, share: float) -> list[Finding]:
    """What is wrong with the newest snapshot; a table artifact when anything is."""
    findings = verify(lake, share)
    for finding in findings:
        get_run_logger().error("%s: %s", finding.table, finding.message)
    rows = [{"check": f.check, "table": f.table, "message": f.message} for f in findings]
    if rows:
        create_table_artifact(key="findings", table=rows, description="What verify found")
    return findings

"""Relate as a Prefect task: copies and same claims among all that is on record."""

from __future__ import annotations

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.memory import give_back
from tasks.relate import relate
from warehouse import Lake, Snapshot


@task(name="relate", task_run_name="relate", cache_policy=NO_CACHE, persist_result=False)
def relate_documents(lake: Lake) -> Snapshot | None:
    """Relate the documents that are not related yet; the snapshot published last, if any."""
    logger = get_run_logger()

    def tell(done: int, total: int) -> None:
        give_back()
        logger.info("%d of %d documents related", done, total)

    return relate(lake, on_documents=tell)

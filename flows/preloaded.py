"""What the fork server of isolated workers loads once, for all of them: code and language model.

Imported by that process alone; each worker is a fork of it. It has no threads that a fork could
leave in the middle of something.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os

import tasks.land
import tasks.run_stages
from flows import isolation
from warehouse import search

# Whatever is wrong with the model, each worker meets it again and its document's issue tells of
# it; here it would end the server, and with it the run.
with contextlib.suppress(Exception):
    isolation.pipeline_of_worker(isolation.PRELOADED)
search.term_of("words")  # reads the forms that no rule leads to their base form
# Memory that no worker writes to stays shared: the collector need not look at it again.
gc.collect()
gc.freeze()
# There is nothing to tidy up, and DuckDB's bindings would complain about what stays.
atexit.register(os._exit, 0)

__all__ = ["tasks"]

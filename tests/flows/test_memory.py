"""Memory that a batch took goes back once it is done."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
from flows.memory import give_back

def own():
    (line,) = [x for x in Path("/proc/self/status").read_text().splitlines() if "RssAnon" in x]
    return int(line.split()[1]) // 1024

def may_give_back():
    if sys.argv[1] == "True":
        give_back()

may_give_back()
before = own()
rows = pa.table({"a": np.arange(2_000_000)})
for _ in range(5):
    taken = rows.take(pa.array(np.arange(2_000_000)))
    taken = pa.concat_tables([taken] * 8).combine_chunks()
del rows, taken
may_give_back()
print(own() - before)
"""


@pytest.mark.parametrize("is_given_back", [True, False])
def test_what_arrow_has_done_with_goes_back(is_given_back: bool) -> None:
    command = [sys.executable, "-c", PROGRAM, str(is_given_back)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (int(done.stdout) < 90) is is_given_back, f"{done.stdout} MB stay, of some 150"

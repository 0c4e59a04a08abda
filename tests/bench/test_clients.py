"""Other programs count the same rows; their environments are made under make soak."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import clients
from tests.bench.lake import build
from tests.conftest import is_soak
from warehouse import Lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return build(tmp_path_factory.mktemp("clients") / "lake", 3, 2)


def expected(lake: Lake) -> dict[str, int]:
    snapshot = lake.current()
    assert snapshot is not None
    return {table: snapshot.row_count(table) for table in clients.TABLES}


def test_the_duckdb_shell_counts_the_same(lake: Lake) -> None:
    assert clients.shell_counts(lake) == expected(lake)


@pytest.mark.skipif(not is_soak(), reason="installs other versions of DuckDB, Polars and pandas")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("client", clients.CLIENTS)
def test_other_clients_count_the_same(lake: Lake, client: str, tmp_path: Path) -> None:
    packages, program = clients.CLIENTS[client]
    python = clients.environment(tmp_path / "environment", packages)
    assert clients.counts(lake, python, program) == expected(lake)

"""Which documents are files of their own, asked of a file."""

import pickle
from hashlib import sha256
from pathlib import Path

import pytest

from flows.own_documents import OwnDocuments


def document_id(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


@pytest.mark.parametrize("count", [0, 1, 2, 7, 1_000])
def test_those_that_were_written_are_among_them(tmp_path: Path, count: int) -> None:
    ids = list(map(document_id, range(count)))
    own = OwnDocuments.written(tmp_path / "own", [*ids, *ids])
    sent = pickle.loads(pickle.dumps(own))
    assert all(known in sent for known in ids)
    assert not any(document_id(number) in sent for number in range(count, count + 20))
    assert "0" * 64 not in sent and "f" * 64 not in sent


def test_what_goes_to_a_worker_does_not_grow(tmp_path: Path) -> None:
    own = OwnDocuments.written(tmp_path / "own", map(document_id, range(10_000)))
    assert len(pickle.dumps(own)) < 500

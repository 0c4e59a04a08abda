"""What a batch came to, and what is left of it once it has landed."""

from pathlib import Path

from flows.isolation import Lost, Staged
from flows.reading import Done
from tasks.values import Issue, Source


def test_a_batch_that_has_landed_leaves_no_staged_rows(tmp_path: Path) -> None:
    source = Source(uri="/in/a.txt", path=None, collection="c", size=1)
    issues = [
        Issue(source.uri, "read", code, "error", f"{code}.", "Look.") for code in ("lost", "met")
    ]
    paths = [tmp_path / f"{number}.arrow" for number in range(3)]
    for path in paths:
        path.write_bytes(b"rows")
    staged = [Staged(source, path, 1, 0, 0, (issues[1],)) for path in paths[:2]]
    done = Done(1, [source], [*staged, Lost(source, issues[0])])
    assert [issue.code for issue in done.issues] == ["lost", "met", "met"]
    done.discard()
    assert list(tmp_path.iterdir()) == paths[2:]  # of another batch, not landed yet

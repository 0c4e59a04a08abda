"""What users state of documents: manifests and values for all files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tasks.discover import discover, read_manifest, stated_values
from tasks.values import Facts, Provenance


def test_a_row_wins_over_values_for_all(tmp_path: Path) -> None:
    for name in ("a.txt", "b (1).txt"):
        (tmp_path / name).write_text(f"{name} said so.")
    file = tmp_path / "manifest.csv"
    file.write_bytes(
        "\ufeffpath,published_at,publisher,original_url,sensitivity,collection\r\n"
        'a.txt,1 March 2025,"The Day, late",https://x.y/a,internal,\r\n'
        f"{tmp_path}/b (1).txt,,,,,Leaks\r\n".encode()
    )
    manifest = read_manifest(file, {"publisher": "Another", "rights": "ours"})
    a, b = map(manifest.applied, discover([tmp_path / "a.txt", tmp_path / "b (1).txt"]).sources)
    assert a.stated == Facts(
        publisher="The Day, late", published_at=datetime(2025, 3, 1), date_rule="manifest"
    )
    assert a.provenance == Provenance("https://x.y/a", rights="ours", sensitivity="internal")
    assert b.stated == Facts(publisher="Another")
    assert (b.collection, a.collection) == ("Leaks", tmp_path.name)
    assert not manifest.unused([a, b])
    (issue,) = manifest.unused([b])
    assert issue.uri == a.uri
    assert issue.remedy


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("file,title\na,b\n", "no column 'path'"),
        ("path,titel\na,b\n", "no column 'titel'"),
        ("path,published_at\na,soon\n", "line 2: published_at 'soon' is no date"),
        ("path,sensitivity\na,secret\n", "line 2: sensitivity is one of confidential"),
        ("path,title\na,b,c\n", "line 2: more cells"),
        ("path,title\n,b\n", "line 2"),
        ('path,title\na,"b\n', "unexpected end of data"),
        ("", "no column 'path'"),
    ],
)
def test_bad_manifests_are_named(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "manifest.csv"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"manifest\.csv") as caught:
        read_manifest(file)
    assert problem in str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    (tmp_path / "m.csv").write_text(delimiter.join(["path", "title"]) + f"\na.txt{delimiter}T\n")
    assert read_manifest(tmp_path / "m.csv").rows == {str(tmp_path / "a.txt"): {"title": "T"}}


def test_values_for_all() -> None:
    assert stated_values(["publisher=A = B", "published_at=2025-03-01"]) == {
        "publisher": "A = B",
        "published_at": "2025-03-01",
    }
    for bad in (["publisher"], ["size=3"], ["published_at=soon"]):
        with pytest.raises(ValueError, match=r"."):
            stated_values(bad)


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"gone\.csv"):
        read_manifest(tmp_path / "gone.csv")

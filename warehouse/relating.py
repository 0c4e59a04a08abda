"""Asking for documents to be related again: they, and whatever was grouped with them."""

from __future__ import annotations

from collections.abc import Collection

from warehouse.changes import Changes, Contents


def unrelate(contents: Contents, changes: Changes, documents: Collection[str]) -> None:
    """Take back what documents have to do with others, which are then to be related again, too.

    A document without a row in ``sketches`` is related by the next run. Groups of copies and of
    same claims that these documents belong to are dissolved whole, since they may fall apart.
    """
    if not documents:
        return
    own = contents.among("same_claims", "document_id", documents, ["same_claim_id"])
    groups = {row["same_claim_id"] for row in own}
    columns = ["document_id", "same_claim_id"]
    members = contents.among("same_claims", "same_claim_id", groups, columns)
    rows = contents.among("documents", "document_id", documents, ["copy_group_id"])
    copied = {row["copy_group_id"] for row in rows} - {None}
    copies = contents.among("documents", "copy_group_id", copied, ["document_id"])
    # What another document is short for may stand in a document like it, too.
    short = contents.among("short_names", "other_document_id", documents, ["document_id"])
    again = {row["document_id"] for row in (*members, *copies, *short)} | set(documents)
    changes.remove("same_claims", "same_claim_id", groups)
    changes.remove("sketches", "document_id", again)
    for column in ("document_id", "other_document_id"):
        changes.remove("short_names", column, documents)
    for table in ("passages", "tellings"):
        changes.remove(table, "document_id", documents)

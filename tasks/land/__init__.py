"""Land: from what the stages return to rows in the warehouse, one atomic commit per batch."""

from tasks.land.added import Wording, add_statement
from tasks.land.described import describe
from tasks.land.issues import change_issues
from tasks.land.landing import land, refusal
from tasks.land.redone import Redone
from tasks.land.run import Run
from tasks.land.staged import stage
from tasks.land.stored import Choice, chosen_documents, stored_bytes, stored_reading

__all__ = [
    "Choice",
    "Redone",
    "Run",
    "Wording",
    "add_statement",
    "change_issues",
    "chosen_documents",
    "describe",
    "land",
    "refusal",
    "stage",
    "stored_bytes",
    "stored_reading",
]

"""Land: from what the stages return to rows in the warehouse, one atomic commit per batch."""

from tasks.land.landing import land
from tasks.land.run import Run
from tasks.land.staged import stage

__all__ = ["Run", "land", "stage"]

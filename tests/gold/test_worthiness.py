"""A score without a calibration is not published: this is the calibration."""

from __future__ import annotations

from functools import cache

from tasks.extract.worthiness import card
from tests.gold.worthiness import Rated, ranking, rated, reliability


@cache
def claims() -> list[Rated]:
    return rated()


def test_scores_are_shares() -> None:
    assert len(claims()) > 900
    off = {
        d.score: round(d.share, 3) for d in reliability(claims()) if abs(d.share - d.score) > 0.05
    }
    assert off == {}


def test_claims_worth_checking_come_first() -> None:
    assert ranking(claims()) > 0.82


def test_more_points_never_mean_a_lower_score() -> None:
    assert card().totals == sorted(card().totals)
    assert card().scores == sorted(card().scores)

"""One talk, many listings: which rows are one talk, how sure that is and why, and how the talk is shown."""

from pipeline.joins.groups import Pair, Row, alike, groups, leader, pair_of, worth_comparing
from pipeline.joins.score import Ground, Score, compare
from pipeline.joins.together import corrected_together, evidence_together, in_order, listings_of, status_of, together

__all__ = [
    "Ground",
    "Pair",
    "Row",
    "Score",
    "alike",
    "compare",
    "corrected_together",
    "evidence_together",
    "groups",
    "in_order",
    "leader",
    "listings_of",
    "pair_of",
    "status_of",
    "together",
    "worth_comparing",
]

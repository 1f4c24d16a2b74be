from circles.models.places import Circle, CirclePlace, CircleQuerySet
from circles.models.runs import MatchRun
from circles.models.sessions import Session

__all__ = ["Circle", "CirclePlace", "CircleQuerySet", "MatchRun", "Session"]

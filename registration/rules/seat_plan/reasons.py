"""Why she is in, waits or is out. Each reason is a fact about the finished plan that anybody can check.

Out: what would stop her even if there were one more seat (her country, the circles in her languages). If nothing
would, every seat went to a better rank, or the exchange with each woman selected below her breaks a floor or a circle.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registration.rules.seat_plan.search import Seating
from registration.rules.seat_plan.system import given_by
from registration.rules.seat_plan.terms import Candidate, Facts, Group, Reason, Terms, group_of


@dataclass(frozen=True, slots=True)
class Rivals:
    """The worst ranks that women selected in her stead have; 0 where there are none."""

    worst: int
    worst_by_floor: int  # among those whom only the floor of their region keeps in
    region: str  # of that one


class Reasons:
    def __init__(
        self, order: Sequence[Candidate], chosen: Sequence[bool], terms: Terms, seated: Mapping[tuple[str, ...], int]
    ) -> None:
        self.terms = terms
        self.groups = [group_of(candidate) for candidate in order]
        self.worst_in: dict[Group, int] = {}
        self.best_out: dict[Group, int] = {}
        self.in_country = given_by(terms, lambda group: group.country)
        self.in_region = given_by(terms, lambda group: group.region)
        self.worst_in_country: dict[str, int] = {}
        languages = Counter(seated)
        for rank, (group, is_in) in enumerate(zip(self.groups, chosen, strict=True), start=1):
            if is_in:
                self.worst_in[group] = rank
                self.worst_in_country[group.country] = rank
                self.in_country[group.country] += 1
                self.in_region[group.region] += 1
                languages[group.languages] += 1
            else:
                self.best_out.setdefault(group, rank)
        self.seating = Seating(terms, languages)
        self.by_needs: dict[Group, Rivals] = {}
        self.lifted_after = self._lifted()

    def of_selected(self, candidate: Candidate, rank: int) -> tuple[Reason, Facts]:
        if rank > self.lifted_after.get(group_of(candidate), rank):
            return Reason.FLOOR, self._floor(candidate.region)
        return Reason.PLACE, {}

    def of_left_out(self, candidate: Candidate, rank: int) -> tuple[Reason, Facts]:
        group = group_of(candidate)
        if self._is_full(group.country) and self.worst_in_country.get(group.country, 0) < rank:
            return Reason.COUNTRY_FULL, {"ceiling": self.terms.country_ceiling or 0}
        if not self.seating.can_exchange(group.languages, None):
            return Reason.LANGUAGE_FULL, {"languages": group.languages}
        rivals = self._rivals(group)
        if rank > rivals.worst:
            return Reason.NO_PLACE, {"seats": self.terms.seats}
        if rank < rivals.worst_by_floor:
            return Reason.FLOOR_KEPT, self._floor(rivals.region)
        return Reason.CIRCLE_KEPT, {}

    def _floor(self, region: str) -> Facts:
        return {"region": region, "floor": self.terms.floors.get(region, 0)}

    def _is_full(self, country: str) -> bool:
        ceiling = self.terms.country_ceiling
        return ceiling is not None and self.in_country[country] >= ceiling

    def _needs(self, group: Group) -> Group:
        """Without what does not matter: the country, unless it is full and she could only replace a countrywoman."""
        return group if self._is_full(group.country) else Group("", group.region, group.languages)

    def _could_make_room(self, entering: Group) -> list[tuple[int, Group]]:
        """As far as the ceiling goes: who is in, with the worst rank of her group, the worst first."""
        rivals = [(rank, group) for group, rank in self.worst_in.items() if entering.country in {"", group.country}]
        return sorted(rivals, key=lambda rival: -rival[0])

    def _only_the_floor_keeps(self, rival: Group, entering: Group) -> bool:
        """The plan is optimal: where all could be seated, it must be the floor that forbids the exchange."""
        floor = self.terms.floors.get(rival.region, 0)
        at_the_floor = self.in_region[rival.region] <= floor and rival.region != entering.region
        return at_the_floor and self.seating.can_exchange(entering.languages, rival.languages)

    def _rivals(self, group: Group) -> Rivals:
        needs = self._needs(group)
        if needs not in self.by_needs:
            rivals = self._could_make_room(needs)
            kept = ((rank, rival.region) for rank, rival in rivals if self._only_the_floor_keeps(rival, needs))
            worst, region = next(kept, (0, ""))
            self.by_needs[needs] = Rivals(max((rank for rank, _rival in rivals), default=0), worst, region)
        return self.by_needs[needs]

    def _lifted(self) -> dict[Group, int]:
        """For groups in the plan: the best rank left out that only a floor keeps from taking one of its places."""
        best: dict[Group, int] = {}
        for group, rank in self.best_out.items():
            needs = self._needs(group)
            best[needs] = min(rank, best.get(needs, rank))
        lifted: dict[Group, int] = {}
        for needs, rank in best.items():
            for worst, group in self._could_make_room(needs):
                if rank < min(worst, lifted.get(group, worst)) and self._only_the_floor_keeps(group, needs):
                    lifted[group] = rank
        return lifted

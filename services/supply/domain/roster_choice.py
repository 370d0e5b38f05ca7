"""The choice of a roster by CP-SAT: the same for the same shifts and volunteers, in whatever order they come.

What was decided by hand is kept first, also beyond what a volunteer said. What is better is decided wish by wish,
each within the best of those before it:

1. distribution places filled, then other places: at a distribution households wait;
2. fewest substitutes from other centres;
3. gaps spread over the shifts: two shifts of three rather than one of four and one of two;
4. fair hours: least sum over volunteers of (minutes done + minutes given)², so that an hour goes to who did least;
5. the earlier shift, and the earlier volunteer code.
"""

from collections.abc import Iterable, Mapping
from functools import reduce

from ortools.sat.python import cp_model

from services.supply.domain.cp_sat import check_valid
from services.supply.domain.roster_by_hand import Choice, keepable
from services.supply.domain.rostering import Assignment, Roster, Volunteer, exclusive
from services.supply.domain.shifts import Shift, ShiftKind

# Per wish, in the solver's own count of work: some seconds, and the same answer on every machine.
WORK_PER_WISH = 10


def choose_roster(shifts: Iterable[Shift], volunteers: Iterable[Volunteer], by_hand: Iterable[Choice] = ()) -> Roster:
    """Assign volunteers to shifts. Works for seconds, so call it off the event loop.

    ``proven`` tells of the first four wishes; the fifth only picks one of equals.
    """
    choice = _Choice(shifts, volunteers, by_hand)
    # Each wish is put to the model in its turn: what it adds would only slow down those before it.
    proofs = [
        choice.make_least(wish()) for wish in (choice.unfilled, choice.substitutes, choice.gaps, choice.unfairness)
    ]
    choice.make_least(choice.disorder())
    return Roster(choice.shifts, choice.assignments(), all(proofs))


class _Choice:
    """The model: one yes or no per shift and volunteer who can take it, and the best answer so far."""

    def __init__(self, shifts: Iterable[Shift], volunteers: Iterable[Volunteer], by_hand: Iterable[Choice]) -> None:
        self.shifts = tuple(sorted(shifts, key=lambda shift: (shift.starts, shift.shift)))
        self.people = sorted(volunteers, key=lambda person: person.volunteer)
        self.model = cp_model.CpModel()
        kept = keepable(self.shifts, self.people, by_hand)
        self.by_hand = {(choice.shift, choice.volunteer): choice.placed for choice in kept}
        self.takers = {
            shift.shift: [
                one for one in self.people if self.by_hand.get((shift.shift, one.volunteer), one.can_take(shift))
            ]
            for shift in self.shifts
        }
        self.takes = {
            (shift.shift, one.volunteer): self.model.new_bool_var("")
            for shift in self.shifts
            for one in self.takers[shift.shift]
        }
        # nobody anywhere but by hand is an answer, if a poor one
        self.chosen = {place: int(self._by_hand(*place)) for place in self.takes}
        self._keep_to_hand()
        self.exclusive = exclusive(self.shifts)
        self.filled = {shift.shift: self._filled(shift) for shift in self.shifts}
        self.minutes = {one.volunteer: self._minutes(one) for one in self.people}

    def _by_hand(self, shift: str, volunteer: str) -> bool:
        return self.by_hand.get((shift, volunteer), False)

    def _keep_to_hand(self) -> None:
        for place, take in self.takes.items():
            if self._by_hand(*place):
                self.model.add(take == 1)

    def make_least(self, wish: cp_model.LinearExprT) -> bool:
        """Make ``wish`` as small as can be and keep it there; whether smaller is proven impossible."""
        self.model.minimize(wish)
        solver = _solver()
        status = solver.solve(self.model)
        check_valid(self.model, status)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.chosen = {place: solver.value(take) for place, take in self.takes.items()}
            self.model.add(wish <= round(solver.objective_value))
        else:  # out of work before any answer: what was found for the wishes before stands
            self._settle_for_chosen()
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools left this one bare
        for place, take in self.takes.items():
            self.model.add_hint(take, self.chosen[place])
        return status == cp_model.OPTIMAL

    def _settle_for_chosen(self) -> None:
        for place, take in self.takes.items():
            self.model.add(take == self.chosen[place])

    def assignments(self) -> tuple[Assignment, ...]:
        """Who takes what in the best answer so far."""
        return tuple(
            sorted(
                Assignment.of(shift, one, by_hand=self._by_hand(shift.shift, one.volunteer))
                for shift in self.shifts
                for one in self.takers[shift.shift]
                if self.chosen[shift.shift, one.volunteer]
            )
        )

    def unfilled(self) -> cp_model.LinearExprT:
        """Places left empty, one at a distribution weighing more than all the others together."""
        elsewhere = sum(shift.needed for shift in self.shifts if shift.kind is not ShiftKind.DISTRIBUTION)
        weight = {kind: elsewhere + 1 if kind is ShiftKind.DISTRIBUTION else 1 for kind in ShiftKind}
        return _total((self.filled[shift.shift], -weight[shift.kind]) for shift in self.shifts)

    def substitutes(self) -> cp_model.LinearExprT:
        """Volunteers at a centre that is not theirs."""
        return _total(
            (self.takes[shift.shift, one.volunteer], 1)
            for shift in self.shifts
            for one in self.takers[shift.shift]
            if one.substitutes_in(shift)
        )

    def gaps(self) -> cp_model.LinearExprT:
        """Sum over shifts of missing²."""
        costs = [
            self._cost(
                self.filled[shift.shift],
                {full: max(0, shift.needed - full) ** 2 for full in self._fillings(shift)},
            )
            for shift in self.shifts
        ]
        return _total((cost, 1) for cost in costs)

    def unfairness(self) -> cp_model.LinearExprT:
        """Sum over volunteers of (done + given)², less the done² that no roster changes."""
        costs = [
            self._cost(
                self.minutes[one.volunteer],
                {given: given * (given + 2 * one.done_minutes) for given in self._loads(one)},
            )
            for one in self.people
        ]
        return _total((cost, 1) for cost in costs)

    def disorder(self) -> cp_model.LinearExprT:
        """Least when earlier shifts are filled first, and by earlier codes."""
        return _total(
            (self.takes[shift.shift, one.volunteer], -shifts_left * people_left)
            for shifts_left, shift in enumerate(reversed(self.shifts), start=1)
            for people_left, one in enumerate(reversed(self.people), start=1)
            if (shift.shift, one.volunteer) in self.takes
        )

    def _filled(self, shift: Shift) -> cp_model.LinearExprT:
        """How many take the shift: at most as many as it needs, or as were placed by hand."""
        filled = _total((self.takes[shift.shift, one.volunteer], 1) for one in self.takers[shift.shift])
        self.model.add(filled <= self._most(shift))
        return filled

    def _fillings(self, shift: Shift) -> range:
        return range(min(self._most(shift), len(self.takers[shift.shift])) + 1)

    def _most(self, shift: Shift) -> int:
        return max(shift.needed, sum(self._by_hand(shift.shift, one.volunteer) for one in self.takers[shift.shift]))

    def _most_minutes(self, one: Volunteer) -> int:
        placed = sum(shift.minutes for shift in self.shifts if self._by_hand(shift.shift, one.volunteer))
        return max(one.max_minutes, placed)

    def _minutes(self, one: Volunteer) -> cp_model.LinearExprT:
        """The minutes of one volunteer: at most as many as were offered or fixed by hand, never in two places."""
        mine = [shift for shift in self.shifts if (shift.shift, one.volunteer) in self.takes]
        for group in self.exclusive:
            self.model.add_at_most_one(self.takes[shift.shift, one.volunteer] for shift in group if shift in mine)
        minutes = _total((self.takes[shift.shift, one.volunteer], shift.minutes) for shift in mine)
        self.model.add(minutes <= self._most_minutes(one))
        return minutes

    def _loads(self, one: Volunteer) -> set[int]:
        """Every sum of minutes that one volunteer's shifts could make."""
        mine = [shift.minutes for shift in self.shifts if (shift.shift, one.volunteer) in self.takes]
        sums = reduce(lambda sums, minutes: sums | {each + minutes for each in sums}, mine, {0})
        return {each for each in sums if each <= self._most_minutes(one)}

    def _cost(self, amount: cp_model.LinearExprT, costs: Mapping[int, int]) -> cp_model.LinearExprT:
        """The cost of an amount that is one of these: exact where a square is not linear."""
        levels = {level: self.model.new_bool_var("") for level in sorted(costs)}
        self.model.add_exactly_one(levels.values())
        self.model.add(amount == _total((chosen, level) for level, chosen in levels.items()))
        return _total((chosen, costs[level]) for level, chosen in levels.items())


def _solver() -> cp_model.CpSolver:
    """One worker, one seed, a limit that no clock decides; set for tight bounds, which here prove fastest."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = WORK_PER_WISH
    solver.parameters.linearization_level = 2
    solver.parameters.symmetry_level = 0
    return solver


def _total(terms: Iterable[tuple[cp_model.LinearExprT, int]]) -> cp_model.LinearExprT:
    """Sum of each term times its weight."""
    pairs = list(terms)
    return cp_model.LinearExpr.weighted_sum([term for term, _ in pairs], [weight for _, weight in pairs])

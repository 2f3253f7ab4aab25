"""An attacker of a shareable report: what each withheld figure may be, given all that is published.

It knows nothing of how figures were chosen. It searches: every withheld figure is a whole number within bounds,
and the equations hold. Bounds are narrowed until nothing changes, then values are tried one after the other.
"""

from collections.abc import Mapping, Sequence

Bounds = dict[str, tuple[int, int]]
Sum = tuple[Mapping[str, int], int]
"""Unknown figures with what each counts for, and what they come to."""


class Attack:
    """What is published, as equations over what is not; `bounds`: what each unknown figure may be at all."""

    def __init__(
        self, truth: Mapping[str, int], equations: Sequence[Mapping[str, int]], bounds: Bounds
    ) -> None:
        self.truth, self.bounds, self.sums = truth, bounds, []
        for equation in equations:
            unknown = {key: times for key, times in equation.items() if key in bounds}
            if unknown:
                self.sums.append((unknown, sum(times * truth[key] for key, times in unknown.items())))

    def can_be_another(self, key: str) -> bool:
        """Whether anything but its true value is possible for a figure."""
        least, most = self.bounds[key]
        true, near = self.truth[key], self._joined_with(key)
        return any(
            self._fits(near | {key: (value, value)})
            for value in sorted(range(least, most + 1), key=lambda value: abs(value - true))
            if value != true
        )

    def _joined_with(self, key: str) -> Bounds:
        """The unknown figures that an equation joins with this one, or with one so joined."""
        joined, grown = {key}, True
        while grown:
            more = {one for unknown, _ in self.sums if joined & unknown.keys() for one in unknown}
            grown, joined = not more <= joined, joined | more
        return {one: self.bounds[one] for one in joined}

    def _fits(self, bounds: Bounds) -> bool:
        narrowed = self._narrowed(bounds)
        if narrowed is None:
            return False
        open_ones = [key for key, (least, most) in narrowed.items() if least < most]
        if not open_ones:
            return True
        key = min(open_ones, key=lambda one: narrowed[one][1] - narrowed[one][0])
        least, most = narrowed[key]
        near = sorted(range(least, most + 1), key=lambda value: abs(value - self.truth[key]))
        return any(self._fits(narrowed | {key: (value, value)}) for value in near)

    def _narrowed(self, bounds: Bounds) -> Bounds | None:
        """Bounds that every equation leaves; None when one leaves nothing."""
        bounds, changed = dict(bounds), True
        while changed:
            changed = False
            for unknown, comes_to in self.sums:
                if not unknown.keys() <= bounds.keys():
                    continue
                for key, times in unknown.items():
                    rest = [
                        sorted((n * bounds[other][0], n * bounds[other][1]))
                        for other, n in unknown.items()
                        if other != key
                    ]
                    ends = sorted(times * (comes_to - sum(one[end] for one in rest)) for end in (0, 1))
                    least, most = max(bounds[key][0], ends[0]), min(bounds[key][1], ends[1])
                    if least > most:
                        return None
                    if (least, most) != bounds[key]:
                        bounds[key], changed = (least, most), True
        return bounds

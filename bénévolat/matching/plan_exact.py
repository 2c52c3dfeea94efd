"""The exact plan by an optional linear solver (HiGHS, extra ``exact``): an independent check of ours.

The plan is a transport problem: its linear program has whole solutions, and whole prices that prove them. Both are
read back into integers and recomputed, so that what is printed does not rest on floating point.
"""

from types import ModuleType

import numpy as np

from bénévolat.matching.fields import FormatError
from bénévolat.matching.plan_problem import NONE, Ints, Mask, Problem


class MissingSolver(FormatError):
    """The optional solver is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "le plan exact demande le solveur HiGHS, qui n'est pas installé : "
            "pip install 'benevolat[exact]', ou relancer sans l'option."
        )


def _highs() -> ModuleType:
    try:
        import highspy  # noqa: PLC0415 (optional, and slow to load)
    except ImportError:
        raise MissingSolver from None
    return highspy


def solve(problem: Problem, unit: int) -> tuple[Mask, Ints]:
    """Return the best plan (people × candidates) and the whole prices that prove it.

    ``unit``: weight of one step of rank. Raises MissingSolver.
    """
    highspy = _highs()
    known = problem.values != NONE
    people, columns = np.nonzero(known)
    offers = problem.offers[people, columns]
    held = np.zeros(known.shape, dtype=bool)
    if not len(people):
        return held, np.zeros(len(problem.limits), dtype=np.int64)
    count, (rows, size) = len(people), problem.ranks.shape
    gains = np.concatenate([problem.values[people, columns], problem.ranks.ravel() * unit])
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(gains), rows + len(problem.limits)
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = gains.astype(np.float64)
    program.col_lower_, program.col_upper_ = np.zeros(len(gains)), np.ones(len(gains))
    # a person's proposals are their candidates taken, and fill their ranks; an offer keeps its limit
    program.row_lower_ = np.concatenate([np.zeros(rows), np.full(len(problem.limits), -highspy.kHighsInf)])
    program.row_upper_ = np.concatenate([np.zeros(rows), problem.limits.astype(np.float64)])
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_ = np.concatenate([np.arange(0, 2 * count, 2), 2 * count + np.arange(rows * size + 1)])
    matrix.index_ = np.concatenate(
        [np.stack([people, rows + offers], axis=1).ravel(), np.repeat(np.arange(rows), size)]
    )
    matrix.value_ = np.concatenate([np.ones(2 * count), -np.ones(rows * size)])
    solver = highspy.Highs.__base__()  # Highs itself prints a banner on the standard output
    for name, value in (("output_flag", False), ("threads", 1)):
        solver.setOptionValue(name, value)
    solver.passModel(program)
    solver.run()
    solution = solver.getSolution()
    taken = np.array(solution.col_value)[:count] > 0.5
    held[people[taken], columns[taken]] = True
    prices = np.rint(np.array(solution.row_dual)[rows:]).astype(np.int64)
    return held, np.maximum(prices, 0)

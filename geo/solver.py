"""The exact solver, set so that one question always gets one answer."""

from typing import Final

from ortools.sat.python import cp_model

# The limit that counts is the solver's own count of steps; the clock only ends what would
# otherwise hang a slow machine.
_EMERGENCY_S: Final = 300.0
# About 10 s: proofs for villages of 400 atoms came in a tenth of this where they came at all.
MOST_WORK: Final = 2.0


def exact_solver(work: float) -> cp_model.CpSolver:
    """Make a solver whose answer depends on the question alone.

    Parameters
    ----------
    work
        Limit in the solver's deterministic time, of which one took about 5 s here.

    Returns
    -------
    solver
        OR-tools CP-SAT with one worker and a fixed seed.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = max(work, 0.0)
    solver.parameters.max_time_in_seconds = _EMERGENCY_S
    return solver


def work_done(solver: cp_model.CpSolver) -> float:
    """Deterministic time that the last question took."""
    return float(solver.response_proto.deterministic_time)

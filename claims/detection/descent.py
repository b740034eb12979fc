"""L-BFGS: the lowest point of a smooth function of many numbers. Knows nothing of sentences."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 60
_MEMORY = 8


def minimise(loss: Callable[[Floats], tuple[float, Floats]], start: Floats) -> Floats:
    """L-BFGS with a halving line search (Nocedal and Wright, algorithm 7.5); `loss` gives the value and its slope."""
    point = start
    value, slope = loss(point)
    moves: list[tuple[Floats, Floats, float]] = []
    for _ in range(_STEPS):
        direction = -_against(slope, moves)
        fall = float(direction @ slope)
        if fall > -1e-6:
            break
        size = 1.0 if moves else min(1.0, 1.0 / float(np.abs(slope).sum()))
        while True:
            new_point = point + size * direction
            new_value, new_slope = loss(new_point)
            if new_value <= value + 1e-4 * size * fall:
                break
            size /= 2
            if size < 1e-12:
                return point
        move, turn = new_point - point, new_slope - slope
        if float(move @ turn) > 1e-12:
            moves = [*moves[1 - _MEMORY :], (move, turn, 1.0 / float(move @ turn))]
        if value - new_value < 1e-6 * max(1.0, abs(value)):
            return new_point
        point, value, slope = new_point, new_value, new_slope
    return point


def _against(slope: Floats, moves: list[tuple[Floats, Floats, float]]) -> Floats:
    """The slope times the inverse curvature, guessed from the last moves: two loops."""
    found = slope.copy()
    shares: list[float] = []
    for move, turn, rho in reversed(moves):
        share = rho * float(move @ found)
        shares.append(share)
        found -= share * turn
    if moves:
        move, turn, _ = moves[-1]
        found *= float(move @ turn) / float(turn @ turn)
    for (move, turn, rho), share in zip(moves, reversed(shares), strict=True):
        found += (share - rho * float(turn @ found)) * move
    return found

"""Random numbers of the sample county, one stream per part of it."""

import zlib
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def stream(seed: int, part: str) -> np.random.Generator:
    """Make the generator of one part; a change in one part leaves the others as they were."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def draws(rng: np.random.Generator) -> Iterator[float]:
    """Yield uniform numbers in [0, 1) without end, in blocks because single draws are slow."""
    while True:
        yield from rng.random(4096).tolist()


def pick(options: Sequence[T], draw: float) -> T:
    """Choose the option that a uniform number in [0, 1) points at, all equally likely."""
    return options[int(draw * len(options))]

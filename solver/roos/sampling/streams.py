"""Which random numbers belong to what: the seed of a run, one stream for each matrix, one for each name."""

from __future__ import annotations

from enum import IntEnum
from hashlib import blake2b
from typing import Any

import numpy as np

from roos.errors import error


class Stream(IntEnum):
    """Second counter word of the generator; the numbers are part of what a seed means and never change."""

    TECHNOSPHERE = 0
    BIOSPHERE = 1
    CHARACTERISATION = 2
    PARAMETERS = 3


def named_stream(*names: str) -> int:
    """Return the stream of something that has a name instead of a place: 2³¹ and above.

    The other 31 bits are those of the BLAKE2b digest of the names, so that its draws depend on the seed, the
    sample and what it is called, whatever else is drawn and in which order it is listed.
    """
    text = "".join(f"{len(name)}:{name}" for name in names)
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return 2**31 | int.from_bytes(digest, "little") & (2**31 - 1)


def checked_seed(seed: Any) -> int:
    """Return the seed as a plain int from 0 to 2⁶⁴ − 1.

    Raises
    ------
    InputError
        E451 anything else.
    """
    if isinstance(seed, (bool, np.bool_)) or not isinstance(seed, (int, np.integer)):
        raise error(
            "E451", f"the seed is {seed!r}, not an integer", "seed", "give a whole number, as in seed=42"
        )
    if not 0 <= int(seed) < 2**64:
        raise error("E451", f"the seed {seed} is not between 0 and 2⁶⁴ − 1", "seed", "give a smaller one")
    return int(seed)


def checked_samples(samples: Any) -> int:
    """Return the number of samples as a plain int.

    Raises
    ------
    InputError
        E450 none at all, or no whole number.
    """
    if isinstance(samples, (bool, np.bool_)) or not isinstance(samples, (int, np.integer)):
        raise error(
            "E450", f"{samples!r} is no number of samples", "samples", "give a whole number, as in 1000"
        )
    if not 1 <= int(samples) < 2**31:
        raise error("E450", f"{samples} samples cannot be drawn", "samples", "give at least one")
    return int(samples)

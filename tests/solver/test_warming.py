"""After warming up, the first calculation compiles and loads nothing."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import numpy as np, scipy.sparse as sp
import roos
from roos.kernels import compile as kernels
from roos_inventories import read

seconds = roos.warm_up()
assert 0 < seconds < 600
asked = []
kernels._ForgivingCache.load_overload = lambda self, *given: asked.append(self._kernel_name)
kernels._ForgivingCache.save_overload = lambda self, *given: None
system = read("synthetic:activities=3000,seed=7")
n = len(system.activities)
random = np.random.default_rng(1)
for options in (roos.Options(ordering_cache=False), roos.Options(ordering_cache=False, threads=1)):
    factors = roos.factorise(system.technosphere, options=options)
    sparse = sp.csc_array(([1.0, 2.0], ([5, 9], [0, 1])), shape=(n, 2))
    dense = [random.random(shape) for shape in (n, (n, 18), (n, 90))]
    for solve in (factors.solve, factors.solve_transposed):
        for right in (sparse, sparse[:, [0]], *dense):
            solve(right)
    factors.refactorise(system.technosphere.matrix.data)
print(*asked)
"""


def test_nothing_is_left_to_load():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []

"""Many assessments at once: the domain's figures as matrix products, equal to it in every number.

A bank, a method and its laws become matrices of weights (questions x sums); answers become arrays
of whole numbers (rows x questions). Sums of whole numbers below 2^53 are exact in floats whatever
their order, so the only rounding is the last one, and where that is close to a tie the row is
computed once more in fractions. The engine of record stays `crest.domain.scoring`.
"""

import os

# Products of a thousand rows are over before other threads wake: with several, a machine spends ten
# times the work on waiting, and takes it from the web beside. Read when numpy is first loaded.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

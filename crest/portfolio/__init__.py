"""Many assessments at once: the domain's figures as matrix products, equal to it in every number.

A bank, a method and its laws become matrices of weights (questions x sums); answers become arrays
of whole numbers (rows x questions). Sums of whole numbers below 2^53 are exact in floats whatever
their order, so the only rounding is the last one, and where that is close to a tie the row is
computed once more in fractions. The engine of record stays `crest.domain.scoring`.
"""

"""Cubes of counts that give nobody away: which cells are hidden, and the proof that it holds.

`tables` lays out cells, `solving` asks a linear programme how far a hidden cell can be narrowed,
`audit` does so for every hidden cell and every member, `suppression` chooses what to hide besides
the small cells, and `release` puts a family of cubes together with its report.
"""

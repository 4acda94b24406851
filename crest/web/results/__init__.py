"""Pages of results: scores, explanations and findings."""

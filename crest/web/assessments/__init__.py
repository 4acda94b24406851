"""Pages of answering: lists, tasks, sections, the last look and submitting."""

"""Pages of evidence: attaching, listing and handing out files."""

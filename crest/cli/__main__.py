"""`python -m crest.cli`: the command line without its script."""

from crest.cli import main

main(prog_name="crest")

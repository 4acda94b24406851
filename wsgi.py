"""The application for a WSGI server that is not `crest serve`."""

from crest.app import create_app

app = create_app()

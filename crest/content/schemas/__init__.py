"""The formats of the content files as pydantic models; imported only when a file is read anew."""

"""CREST: self-assessment, scores and supplier risk registers against forced labour."""

__version__ = "0.1.0"

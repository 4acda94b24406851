"""The language of pages: chosen by the reader, kept on the device."""

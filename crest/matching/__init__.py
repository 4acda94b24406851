"""Entries of suppliers compared by folded names, addresses, phones and e-mails."""

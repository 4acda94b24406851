"""The second person: named by who answers, reads by account or link, signs or sends back."""

"""The trail of acts: who did what, and when."""

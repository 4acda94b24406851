"""Behind the link of an invitation, and the page where its code is typed."""

"""Questions given to a colleague by a link, and how the colleague answers them."""

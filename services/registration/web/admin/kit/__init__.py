"""What all pages for staff share: the session, the routes, the layout."""

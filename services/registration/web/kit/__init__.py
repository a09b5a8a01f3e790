"""What pages share, for participants and for coordinators: layout, form fields, responses, languages."""

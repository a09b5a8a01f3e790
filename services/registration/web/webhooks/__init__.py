"""What is posted to organisers' own programs: the one place that connects to addresses which others choose."""

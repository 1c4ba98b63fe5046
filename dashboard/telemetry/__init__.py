"""What a process tells of itself: its log, and what it counts and times."""

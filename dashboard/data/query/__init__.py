"""What a question is, and how any table answers it."""

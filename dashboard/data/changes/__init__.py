"""What changed since a week before: each change of a number with its cause, so that the causes sum to the change."""

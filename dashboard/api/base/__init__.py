"""What every path of the API shares: answers, errors, bodies."""

"""Reports: templates, due times, runs that are delivered once, delivery by e-mail."""

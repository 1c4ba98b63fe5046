"""What the web needs before anybody is known: addresses, browser files, failures, requests, commands."""

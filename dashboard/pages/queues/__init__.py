"""Call-queue insights."""

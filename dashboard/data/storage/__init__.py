"""Where data lies: tables, engines and migrations of regions and of the store, backup, distribution."""

"""Money: a region's price list, and what licences are worth by it. Amounts are exact, currencies are never added."""

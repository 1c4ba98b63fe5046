"""The data layer: regions, scopes, relations and the questions asked of them."""

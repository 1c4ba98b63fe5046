"""Report files: told by their header, read row by row, loaded wholly or not at all."""

"""From the bytes of a file to typed rows: what is packed, lines, rows, numbers, spreadsheet damage."""

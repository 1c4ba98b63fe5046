"""What a page is drawn with: components, figures, grids and the frame around them."""

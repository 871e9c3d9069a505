"""What each page of the explorer is made of."""

"""How right was it: forecasts from dates in the past, and the model beside the record."""

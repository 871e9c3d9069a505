"""Lengths of time, in days. The model counts in days; a year is the Julian year."""

DAYS_A_YEAR = 365.25
MONTHS_A_YEAR = 12
DAYS_A_MONTH = DAYS_A_YEAR / MONTHS_A_YEAR
DAYS_A_WEEK = 7
WEEKS_A_YEAR = 52  # of the models that step by the week

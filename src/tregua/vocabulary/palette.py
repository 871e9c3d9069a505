"""Colours of every picture, to be parted with any kind of colour vision.

After Okabe and Ito (2008, jfly.uni-koeln.de/color); no meaning depends on colour alone.
"""

INK, MUTED, RULE, PAPER = "#1d2733", "#5b6673", "#d8dde3", "#ffffff"
ORANGE, BLUE, PURPLE, GREY, YELLOW = "#c04a00", "#00609c", "#a8437f", "#a9b4bf", "#e69f00"
AUTHOR = {"gang": ORANGE, "state": BLUE, "self-defence": YELLOW, "custody": INK, "other": GREY}
READING = {"official": BLUE, "ngo": PURPLE}
TONES = {"violence": ORANGE, "rights": BLUE, "plain": INK}
# From paper to dark, evenly in lightness: legible in grey print and with any colour vision.
SHADES = ("#f3ece6", "#e8c9b0", "#d99b72", "#bd6a3e", "#8f4322", "#5a2413")
# Forecasts against evidence.
MODEL, RIVAL, BASELINE, GRID, ALARM = "#1f5fa8", "#b45f06", "#888", "#e4e4e4", "#7a1414"

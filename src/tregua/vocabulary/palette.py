"""Colours of every picture, to be parted with any kind of colour vision.

After Okabe and Ito (2008, jfly.uni-koeln.de/color); no meaning depends on colour alone.
"""

INK, MUTED, RULE, PAPER = "#1d2733", "#5b6673", "#d8dde3", "#ffffff"
ORANGE, BLUE, PURPLE, GREY, YELLOW = "#c04a00", "#00609c", "#a8437f", "#a9b4bf", "#e69f00"
FAINT, WHITE = "#8a939c", "#ffffff"  # of a figure that failed its test; of paper
AUTHOR = {"gang": ORANGE, "state": BLUE, "self-defence": YELLOW, "custody": INK, "other": GREY}
READING = {"official": BLUE, "ngo": PURPLE}
TONES = {"violence": ORANGE, "rights": BLUE, "plain": INK}
# From paper to dark, evenly in lightness: legible in grey print and with any colour vision.
SHADES = ("#f3ece6", "#e8c9b0", "#d99b72", "#bd6a3e", "#8f4322", "#5a2413")
# Forecasts against evidence.
MODEL, RIVAL, BASELINE, GRID, ALARM = "#1f5fa8", "#b45f06", "#888", "#e4e4e4", "#7a1414"

# Of live pictures on a screen (frontend/src/look.ts says the same; a test holds the two together).
SCREEN_WARN, SCREEN_WARN_RULE, SCREEN_WARN_INK = "#fff3d6", "#c98a00", "#6b4700"
SCREEN_TONES = {"violence": "#b04400", "rights": "#00558a", "plain": "#3d4956"}
SCREEN_PARTS = ("#b04400", BLUE, YELLOW, INK, GREY, "#7a3e9d")
SCREEN_RAMPS = {
    "violence": ("#fbf3ec", "#f2d9c4", "#e3b08a", "#cd7f50", "#a44f21", "#6a2a0d"),
    "rights": ("#f0f5f9", "#cfe0ee", "#9dc0dc", "#5f97c0", "#2c6a9a", "#0c3e63"),
    "plain": ("#f5f6f8", "#dde2e8", "#b6c0ca", "#87949f", "#566370", "#2a3540"),
}

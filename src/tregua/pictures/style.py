"""The colours of every picture, live or static, told apart with any kind of colour vision.

After Okabe and Ito (2008, jfly.uni-koeln.de/color); no meaning hangs on colour alone.
"""

INK, MUTED, RULE, PAPER = "#1d2733", "#5b6673", "#d8dde3", "#ffffff"
VIOLENCE, OFFICIAL, NGO = "#c04a00", "#00609c", "#a8437f"
TONES = {"violence": VIOLENCE, "rights": OFFICIAL, "plain": INK}
AUTHOR = {
    "gang": "#c04a00",
    "state": "#00609c",
    "self-defence": "#e69f00",
    "custody": "#1d2733",
    "other": "#a9b4bf",
}
READING = {"official": OFFICIAL, "ngo": NGO}
# From paper to dark, evenly in lightness: legible in grey print and with any colour vision.
SHADES = ("#f3ece6", "#e8c9b0", "#d99b72", "#bd6a3e", "#8f4322", "#5a2413")


def letters(count: int) -> list[str]:
    """Return A, B, ... Z, AA, AB, ... to key marks to their names."""
    out = []
    for i in range(count):
        first, second = divmod(i, 26)
        out.append((chr(64 + first) if first else "") + chr(65 + second))
    return out

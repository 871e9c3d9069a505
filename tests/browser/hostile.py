"""What is hostile in the run that the browser tests open."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TITLE = "</script><img src=x onerror=document.title='owned'> {{ 7*7 }} & \"J\""
TERRITORY = "<b>Delmas</b> & <script>document.title=`owned`</script>"
NOTE = "<img src=x onerror=document.title=`owned`>"
SCENARIO = f"""\
title: '{TITLE.replace("'", "''")}'
sentence: "<script>document.title='owned'</script> as told, and courts sit."
base: haiti/offer-6000
interventions:
  courts:
    kind: mass_hearings
    from: after mission starts
    cases_per_day: 200
    wrongly_convicted: 0
    conditional: true
"""

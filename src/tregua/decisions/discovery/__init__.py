"""Find the futures in which a policy holds or fails: scenario discovery and tipping points."""

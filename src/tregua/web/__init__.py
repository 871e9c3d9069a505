"""The explorer: a page and an HTTP API that answer the question while the hand is on the slider.

`app.create` makes the server; `question` is what may be asked, `library` what can be asked about, `answer`
the quick answer, `jobs` the exact one, `guard` who may ask. Nothing here is imported by the rest of the
package but by the command that starts it.
"""

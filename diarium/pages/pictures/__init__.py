"""Pictures drawn while the site is built: time lines, bars, attendance, company and maps, each with all it shows in words.

Nothing here finds out what is true, runs in a browser or sets a colour; `assets/pictures.css` dresses what is drawn.
"""

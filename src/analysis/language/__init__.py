"""What differs between languages, as data, and the tools that read it.

`words` (the one word rule), `vocabulary` (cues, titles, abbreviations, negators, boilerplate),
`countries` (one name a country), `identify` (which language), `pipeline` (the one spaCy pipeline),
`messages` (the catalogue of the report's own sentences).
"""

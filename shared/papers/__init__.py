"""Papers: a Typst template and its data become a PDF that a screen reader reads and any printer prints.

PDF/UA-1, fonts of ours only, the same bytes for the same data (docs/adr/0029).
"""

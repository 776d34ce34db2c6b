"""Bringing the directory in and out: the standard as JSON and as tables, and a sheet that a clerk fills in.

A file is read into what it says (``incoming``), compared with what is kept (``plan``), looked at, and taken over whole
or not at all. Nothing here knows of HTTP or of the command line.
"""

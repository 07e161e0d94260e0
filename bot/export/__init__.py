"""Data sets as files for spreadsheets and programs.

`columns.yaml` describes the data sets, `rows/` reads them, `writers/` writes them, and
`data_export` is the use case that checks rights, logs the export, and makes the file.
"""

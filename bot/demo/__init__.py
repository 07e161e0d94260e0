"""An invented agency with months of training behind it, for trying out screens and reports."""

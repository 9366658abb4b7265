"""The pages, one module a family; each has its `pages` and is named in `api/pages/site.py`."""

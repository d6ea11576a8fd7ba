"""``roos case report``: one HTML page that stands alone.

Reading order: ``wording.py`` (Dutch and English), ``numbers.py`` (values as text), ``model_tables.py`` and
``result_tables.py`` (tables of texts), ``inline.py`` (a picture in a page), ``content.py`` (a page as frozen
data), ``page.py`` (data and ``templates/`` to HTML).
"""

"""Contributions to a score, on request: by activity, by flow, by first-tier input, and the supply-chain tree.

Reading order: ``solved.py`` holds the numbers of one score, ``cell.py`` says which score, under which
scenario. ``parts.py`` and ``tiers.py`` split it, arrays in and arrays out. ``lines.py`` lays the parts out as
lines, ``grouping.py`` sums them by a label, ``cutting.py`` orders them and sums what is left out;
``table.py`` is what comes back, and ``splitting.py`` is the one call for all of it. ``tree.py`` is a
supply-chain tree, ``growth.py`` one that grows, ``growing.py`` the call for it.

The package is not called ``contributions``, which would hide the function of that name; it imports nothing
here, because ``table.py`` and ``tree.py`` are light and the rest is not.
"""

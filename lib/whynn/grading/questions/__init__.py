"""The questions, a module for each topic; :mod:`whynn.grading.bank` finds them."""

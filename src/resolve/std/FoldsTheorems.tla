---------------------------- MODULE FoldsTheorems -----------------------------
\* Theorems are for provers; what remains is what the module extends.
EXTENDS Folds, FiniteSets
===============================================================================

------------------------ MODULE FiniteSetsExtTheorems -------------------------
\* Theorems are for provers; what remains is what the module extends.
EXTENDS FiniteSetsExt, FiniteSets, Integers
===============================================================================

--------------------------- MODULE FunctionTheorems ---------------------------
\* Theorems are for provers; what remains is what the module extends.
EXTENDS Functions, Integers, FiniteSets
===============================================================================

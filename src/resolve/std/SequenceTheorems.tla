--------------------------- MODULE SequenceTheorems ---------------------------
\* Theorems are for provers; what remains is what the module extends.
EXTENDS Sequences, Functions
===============================================================================

---------------------------- MODULE GraphTheorems -----------------------------
\* Theorems are for provers; what remains is what the module extends.
EXTENDS Graphs, Sequences
===============================================================================

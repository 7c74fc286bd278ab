---------------------------- MODULE QuorumTheorems ----------------------------
\* Theorems are for provers; what remains is what the module extends.
EXTENDS Quorum, Integers, FiniteSets
===============================================================================

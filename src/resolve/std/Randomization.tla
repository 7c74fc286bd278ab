---------------------------- MODULE Randomization ----------------------------
RandomSubset(k, S) == {}
RandomSetOfSubsets(k, n, S) == {}
RandomSubsetSet(k, p, S) == {}
TestRandomSetOfSubsets(k, n, S) == {}
===============================================================================

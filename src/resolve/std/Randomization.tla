---------------------------- MODULE Randomization ----------------------------
LOCAL INSTANCE FiniteSets

RandomSubset(k, S) == {}
RandomSetOfSubsets(k, n, S) == {}
RandomSubsetSet(k, p, S) == {}
TestRandomSetOfSubsets(k, n, S) == [i \in {1, 2, 3, 4, 5} |-> Cardinality(RandomSetOfSubsets(k, n, S))]
===============================================================================

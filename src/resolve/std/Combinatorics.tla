---------------------------- MODULE Combinatorics ----------------------------
EXTENDS Naturals
LOCAL INSTANCE _Folds

factorial[n \in Nat] == IF n = 0 THEN 1 ELSE n * factorial[n - 1]
\* Each product is divided as it grows, so that only a result may be too large.
choose(n, k) ==
  IF n \notin Nat \/ k \notin Nat THEN factorial[n] \div factorial[k]
  ELSE IF k > n THEN 0
  ELSE LET small == IF k > n - k THEN n - k ELSE k
           times(c, i) == (c \div i) * ((n - small) + i) + ((c % i) * ((n - small) + i)) \div i
       IN FoldForwards(times, 1, 1 .. small)
===============================================================================

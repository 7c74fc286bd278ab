-------------------------------- MODULE Folds --------------------------------
MapThenFoldSet(op(_, _), base, f(_), choose(_), S) ==
  LET fold[s \in SUBSET S] == IF s = {} THEN base ELSE LET x == choose(s) IN op(f(x), fold[s \ {x}])
  IN fold[S]
===============================================================================

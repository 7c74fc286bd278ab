------------------------------- MODULE BagsExt -------------------------------
LOCAL INSTANCE Bags
LOCAL INSTANCE Integers
LOCAL INSTANCE Folds
LOCAL INSTANCE _Folds
LOCAL INSTANCE _Library

BagAdd(B, x) ==
  IF x \in DOMAIN B THEN [e \in DOMAIN B |-> IF e = x THEN B[e] + 1 ELSE B[e]]
  ELSE [e \in DOMAIN B \cup {x} |-> IF e = x THEN 1 ELSE B[e]]
BagRemove(B, x) ==
  IF x \notin DOMAIN B THEN B
  ELSE IF B[x] = 1 THEN [e \in DOMAIN B \ {x} |-> B[e]]
  ELSE [e \in DOMAIN B |-> IF e = x THEN B[e] - 1 ELSE B[e]]
BagRemoveAll(B, x) == [e \in DOMAIN B \ {x} |-> B[e]]
MapThenFoldBag(op(_, _), base, f(_), choose(_), B) ==
  LET all(x) ==
        LET times[n \in 1 .. B[x]] == op(IF n = 1 THEN base ELSE times[n - 1], f(x)) IN times[B[x]]
  IN MapThenFoldSet(op, base, all, LAMBDA S : CHOOSE x \in S : TRUE, DOMAIN B)
\* The reference gives op what it has so far first, and then the element.
FoldBag(op(_, _), base, B) ==
  FoldForwards(LAMBDA so_far, x :
                 IF B[x] > 0 THEN FoldForwards(LAMBDA acc, n : op(acc, x), so_far, 1 .. B[x])
                 ELSE Refused("FoldBag", "a bag, whose elements are counted from 1", B[x]),
               base, DOMAIN B)
SumBag(B)     == FoldBag(LAMBDA x, y : x + y, 0, B)
ProductBag(B) == FoldBag(LAMBDA x, y : x * y, 1, B)
===============================================================================

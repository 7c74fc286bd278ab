------------------------------- MODULE BagsExt -------------------------------
LOCAL INSTANCE Bags
LOCAL INSTANCE Integers
LOCAL INSTANCE Folds

BagAdd(B, x)       == B (+) SetToBag({x})
BagRemove(B, x)    == B (-) SetToBag({x})
BagRemoveAll(B, x) == [e \in DOMAIN B \ {x} |-> B[e]]
FoldBag(op(_, _), base, B) ==
  LET all[s \in SUBSET DOMAIN B] ==
        IF s = {} THEN base
        ELSE LET x == CHOOSE e \in s : TRUE
                 repeat[n \in 0 .. B[x]] == IF n = 0 THEN all[s \ {x}] ELSE op(x, repeat[n - 1])
             IN repeat[B[x]]
  IN all[DOMAIN B]
SumBag(B)     == FoldBag(LAMBDA x, y : x + y, 0, B)
ProductBag(B) == FoldBag(LAMBDA x, y : x * y, 1, B)
===============================================================================

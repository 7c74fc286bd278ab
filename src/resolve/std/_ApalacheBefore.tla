--------------------------- MODULE _ApalacheBefore ----------------------------
\* What module Apalache had once.
LOCAL INSTANCE _Folds
FoldSet(Op(_, _), v, S) == FoldForwards(Op, v, S)
FoldSeq(Op(_, _), v, s) == FoldForwards(LAMBDA a, i : Op(a, s[i]), v, DOMAIN s)
===============================================================================

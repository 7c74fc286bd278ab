---------------------------- MODULE FiniteSetsExt ----------------------------
EXTENDS Folds, Functions
LOCAL INSTANCE Integers
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE _Folds

FoldSet(op(_, _), base, set) == FoldForwards(LAMBDA so_far, x : op(x, so_far), base, set)
SumSet(set)     == FoldSet(LAMBDA x, y : x + y, 0, set)
ProductSet(set) == FoldSet(LAMBDA x, y : x * y, 1, set)
ReduceSet(op(_, _), set, acc) == FoldSet(op, acc, set)
MapThenSumSet(op(_), set) == FoldSet(LAMBDA x, y : op(x) + y, 0, set)
FlattenSet(S)   == UNION S
SymDiff(A, B)   == {x \in A \cup B : (x \in A) # (x \in B)}
Quantify(S, P(_)) == Cardinality({s \in S : P(s)})
kSubset(k, S)   == {s \in SUBSET S : Cardinality(s) = k}
Max(S)          == CHOOSE x \in S : \A y \in S : x >= y
Min(S)          == CHOOSE x \in S : \A y \in S : x =< y
Choices(Sets)   == LET all == UNION Sets IN {Range(f) : f \in {g \in [Sets -> all] : \A S \in Sets : g[S] \in S}}
ChooseUnique(S, P(_)) == CHOOSE x \in S : P(x) /\ \A y \in S : P(y) => y = x
===============================================================================

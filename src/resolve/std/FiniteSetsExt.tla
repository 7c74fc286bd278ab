---------------------------- MODULE FiniteSetsExt ----------------------------
EXTENDS Integers, FiniteSets, Folds, Functions
LOCAL INSTANCE _Folds

FoldSet(op(_, _), base, set) == FoldForwards(LAMBDA so_far, x : op(x, so_far), base, set)
SumSet(set)     == FoldSet(LAMBDA x, y : x + y, 0, set)
ProductSet(set) == FoldSet(LAMBDA x, y : x * y, 1, set)
ReduceSet(op(_, _), set, acc) == FoldSet(op, acc, set)
MapThenSumSet(op(_), set) == FoldSet(LAMBDA x, y : op(x) + y, 0, set)
FlattenSet(S)   == UNION S
SymDiff(A, B)   == (A \ B) \cup (B \ A)
Quantify(S, P(_)) == Cardinality({s \in S : P(s)})

\* Of a large set, the subsets of up to k elements, put together element by element; or the complements of those with n - k.
LOCAL Small(k, S) ==
  FoldForwards(LAMBDA upto, x : [j \in 0 .. k |-> IF j = 0 THEN upto[j] ELSE upto[j] \cup {s \cup {x} : s \in upto[j - 1]}],
               [j \in 0 .. k |-> IF j = 0 THEN {{}} ELSE {}], S)[k]
kSubset(k, S)   ==
  LET n == Cardinality(S)
  IN IF n =< 8 THEN {s \in SUBSET S : Cardinality(s) = k}
     ELSE IF k < 0 \/ k > n THEN {}
     ELSE IF k + k =< n THEN Small(k, S)
     ELSE {S \ s : s \in Small(n - k, S)}
Max(S)          == CHOOSE x \in S : \A y \in S : x >= y
Min(S)          == CHOOSE x \in S : \A y \in S : x =< y
Choices(Sets)   == LET all == UNION Sets IN {Range(f) : f \in {g \in [Sets -> all] : \A S \in Sets : g[S] \in S}}
ChooseUnique(S, P(_)) == CHOOSE x \in S : P(x) /\ \A y \in S : P(y) => y = x
===============================================================================

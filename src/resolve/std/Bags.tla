--------------------------------- MODULE Bags ---------------------------------
\* A bag is a function from its elements to how often they are in it.
EXTENDS TLC
LOCAL INSTANCE Naturals
LOCAL INSTANCE BagKinds

IsABag(B)    == IsFunction(B) /\ \A e \in DOMAIN B : IsInteger(B[e]) /\ B[e] > 0
BagToSet(B)  == DOMAIN B
SetToBag(S)  == [e \in S |-> 1]
EmptyBag     == SetToBag({})
BagIn(e, B)  == e \in DOMAIN B /\ B[e] > 0
CopiesIn(e, B) == IF e \in DOMAIN B THEN B[e] ELSE 0

B1 (+) B2 == [e \in DOMAIN B1 \cup DOMAIN B2 |-> CopiesIn(e, B1) + CopiesIn(e, B2)]
B1 (-) B2 == [e \in {d \in DOMAIN B1 : B1[d] > CopiesIn(d, B2)} |-> B1[e] - CopiesIn(e, B2)]

LOCAL Total(f) ==
  LET sum[S \in SUBSET DOMAIN f] ==
        IF S = {} THEN 0 ELSE LET e == CHOOSE d \in S : TRUE IN f[e] + sum[S \ {e}]
  IN sum[DOMAIN f]

LOCAL Added(S) ==
  LET sum[T \in SUBSET S] == IF T = {} THEN EmptyBag ELSE LET B == CHOOSE b \in T : TRUE IN B (+) sum[T \ {B}]
  IN sum[S]

BagUnion(S) == Added(S)
B1 \sqsubseteq B2 == \A e \in DOMAIN B1 : B1[e] \leq CopiesIn(e, B2)
SubBag(B) ==
  UNION {{b \in [S -> 1 .. CHOOSE m \in {B[e] : e \in DOMAIN B} \cup {1} : \A e \in DOMAIN B : B[e] \leq m] :
            \A e \in S : b[e] \leq B[e]} : S \in SUBSET DOMAIN B}
BagOfAll(F(_), B) ==
  [e \in {F(d) : d \in DOMAIN B} |-> Total([d \in {c \in DOMAIN B : F(c) = e} |-> B[d]])]
BagCardinality(B) == Total(B)
===============================================================================

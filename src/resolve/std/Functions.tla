------------------------------ MODULE Functions ------------------------------
EXTENDS Integers, Folds
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE BagKinds
LOCAL INSTANCE _Folds
LOCAL INSTANCE _Library

Restrict(f, S)        == [x \in S |-> f[x]]
RestrictDomain(f, Test(_)) == Restrict(f, {x \in DOMAIN f : Test(x)})
RestrictValues(f, Test(_)) == LET S == {x \in DOMAIN f : Test(f[x])} IN Restrict(f, S)
IsRestriction(f, g)   == DOMAIN f \subseteq DOMAIN g /\ \A x \in DOMAIN f \cap DOMAIN g : f[x] = g[x]
Range(f)              == {f[x] : x \in DOMAIN f}
Pointwise(f, g, T(_, _)) == [e \in DOMAIN f |-> T(f[e], g[e])]
Inverse(f, S, T)      == [t \in T |-> CHOOSE s \in S : t \in Range(f) => f[s] = t]
\* A set of records is asked as if it were the record of its fields.
IsInjective(f)        ==
  LET g == IF IsFunction(f) THEN f ELSE FieldsOf(f) IN \A a, b \in DOMAIN g : g[a] = g[b] => a = b
LOCAL OneToOne(f)     == \A a, b \in DOMAIN f : f[a] = f[b] => a = b
AntiFunction(f)       ==
  IF OneToOne(f) THEN Inverse(f, DOMAIN f, Range(f)) ELSE Refused("AntiFunction", "a function with no value twice", f)
Injection(S, T)       == {M \in [S -> T] : OneToOne(M)}
Surjection(S, T)      == {M \in [S -> T] : \A t \in T : \E s \in S : M[s] = t}
Bijection(S, T)       == Injection(S, T) \cap Surjection(S, T)
ExistsInjection(S, T)  == Cardinality(S) =< Cardinality(T)
ExistsSurjection(S, T) == Cardinality(S) >= Cardinality(T) /\ (T = {} => S = {})
ExistsBijection(S, T)  == Cardinality(S) = Cardinality(T)
FoldFunctionOnSet(op(_, _), base, fun, indices) ==
  IF IsFunction(fun) THEN FoldForwards(LAMBDA so_far, i : op(fun[i], so_far), base, indices)
  ELSE Refused("FoldFunctionOnSet", "a function", fun)
FoldFunction(op(_, _), base, fun) == FoldForwards(LAMBDA so_far, i : op(fun[i], so_far), base, DOMAIN fun)
SumFunctionOnSet(fun, indices) == FoldFunctionOnSet(LAMBDA x, y : x + y, 0, fun, indices)
SumFunction(fun)      == FoldFunction(LAMBDA x, y : x + y, 0, fun)
===============================================================================

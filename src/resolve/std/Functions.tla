------------------------------ MODULE Functions ------------------------------
LOCAL INSTANCE _Folds
LOCAL INSTANCE Integers
LOCAL INSTANCE FiniteSets

Restrict(f, S)        == [x \in S |-> f[x]]
RestrictDomain(f, P(_)) == Restrict(f, {x \in DOMAIN f : P(x)})
RestrictValues(f, P(_)) == LET S == {x \in DOMAIN f : P(f[x])} IN Restrict(f, S)
IsRestriction(f, g)   == DOMAIN f \subseteq DOMAIN g /\ \A x \in DOMAIN f \cap DOMAIN g : f[x] = g[x]
Range(f)              == {f[x] : x \in DOMAIN f}
Pointwise(Op(_, _), f, g) == [e \in DOMAIN f |-> Op(f[e], g[e])]
Inverse(f, S, T)      == [t \in T |-> CHOOSE s \in S : t \in Range(f) => f[s] = t]
AntiFunction(f)       == Inverse(f, DOMAIN f, Range(f))
IsInjective(f)        == \A a, b \in DOMAIN f : f[a] = f[b] => a = b
Injection(S, T)       == {M \in [S -> T] : IsInjective(M)}
Surjection(S, T)      == {M \in [S -> T] : \A t \in T : \E s \in S : M[s] = t}
Bijection(S, T)       == Injection(S, T) \cap Surjection(S, T)
ExistsInjection(S, T)  == Cardinality(S) =< Cardinality(T)
ExistsSurjection(S, T) == Cardinality(S) >= Cardinality(T) /\ (T = {} => S = {})
ExistsBijection(S, T)  == Cardinality(S) = Cardinality(T)
FoldFunctionOnSet(op(_, _), base, fun, indices) == FoldForwards(LAMBDA so_far, i : op(fun[i], so_far), base, indices)
FoldFunction(op(_, _), base, fun) == FoldFunctionOnSet(op, base, fun, DOMAIN fun)
===============================================================================

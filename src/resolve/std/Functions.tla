------------------------------ MODULE Functions ------------------------------
LOCAL INSTANCE Folds

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
ExistsInjection(S, T)  == Injection(S, T) # {}
ExistsSurjection(S, T) == Surjection(S, T) # {}
ExistsBijection(S, T)  == Bijection(S, T) # {}
FoldFunction(op(_, _), base, fun) ==
  MapThenFoldSet(op, base, LAMBDA i : fun[i], LAMBDA s : CHOOSE x \in s : TRUE, DOMAIN fun)
FoldFunctionOnSet(op(_, _), base, fun, indices) ==
  MapThenFoldSet(op, base, LAMBDA i : fun[i], LAMBDA s : CHOOSE x \in s : TRUE, indices)
===============================================================================

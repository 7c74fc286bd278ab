------------------------------- MODULE Apalache -------------------------------
EXTENDS _ApalacheBefore
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences

x := e              == x = e
Gen(n)              == {}
Guess(S)            == CHOOSE x \in S : TRUE
Skolem(e)           == e
Expand(S)           == S
ConstCardinality(e) == e
MkSeq(N, F(_))      == [i \in 1 .. N |-> F(i)]
SetAsFun(S)         == [x \in {p[1] : p \in S} |-> (CHOOSE p \in S : p[1] = x)[2]]
FunAsSeq(f, n, max) == [i \in 1 .. n |-> f[i]]
ApaFoldSet(Op(_, _), v, S)     == {}
ApaFoldSeqLeft(Op(_, _), v, s) == ApaFoldSet(LAMBDA a, i : Op(a, s[i]), v, DOMAIN s)
Repeat(F(_, _), N, x)          == ApaFoldSet(F, x, 1 .. N)
===============================================================================

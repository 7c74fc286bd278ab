------------------------------- MODULE Apalache -------------------------------
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL Ext == INSTANCE SequencesExt

x := e              == x = e
Gen(n)              == {}
Guess(S)            == CHOOSE x \in S : TRUE
Skolem(e)           == e
Expand(S)           == S
ConstCardinality(e) == e
MkSeq(N, F(_))      == [i \in 1 .. N |-> F(i)]
SetAsFun(S)         == [x \in {p[1] : p \in S} |-> (CHOOSE p \in S : p[1] = x)[2]]
FunAsSeq(f, n, max) == SubSeq([i \in 1 .. n |-> f[i]], 1, n)
FoldSet(Op(_, _), v, S) ==
  LET fold[T \in SUBSET S] == IF T = {} THEN v ELSE LET e == CHOOSE d \in T : TRUE IN Op(fold[T \ {e}], e) IN fold[S]
FoldSeq(Op(_, _), v, s) == Ext!FoldLeft(Op, v, s)
ApaFoldSet(Op(_, _), v, S) == FoldSet(Op, v, S)
ApaFoldSeqLeft(Op(_, _), v, s) == Ext!FoldLeft(Op, v, s)
Repeat(F(_, _), N, x) ==
  LET all[i \in 0 .. N] == IF i = 0 THEN x ELSE F(all[i - 1], i) IN all[N]
===============================================================================

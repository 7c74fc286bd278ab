----------------------------- MODULE SequencesExt -----------------------------
LOCAL INSTANCE Sequences
LOCAL INSTANCE Naturals
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE Functions
LOCAL INSTANCE TLC
LOCAL INSTANCE _Folds

ToSet(s)            == {s[i] : i \in DOMAIN s}
SetToSeq(S)         == FoldForwards(Append, <<>>, S)
SetToSeqs(S)        == LET D == 1 .. Cardinality(S) IN {f \in [D -> S] : \A i, j \in D : i # j => f[i] # f[j]}
SetToSortSeq(S, op(_, _)) == SortSeq(SetToSeq(S), op)
SetToAllKPermutations(S) == UNION {SetToSeqs(s) : s \in SUBSET S}
TupleOf(set, n)     == [1 .. n -> set]
SeqOf(set, n)       == UNION {[1 .. m -> set] : m \in 0 .. n}
BoundedSeq(S, n)    == SeqOf(S, n)
Contains(s, e)      == \E i \in 1 .. Len(s) : s[i] = e
Reverse(s)          == [i \in 1 .. Len(s) |-> s[(Len(s) - i) + 1]]
Remove(s, e)        == SelectSeq(s, LAMBDA t : t # e)
ReplaceAll(s, old, new) == [i \in 1 .. Len(s) |-> IF s[i] = old THEN new ELSE s[i]]
SelectInSeq(seq, test(_)) ==
  LET I == {i \in 1 .. Len(seq) : test(seq[i])} IN IF I = {} THEN 0 ELSE CHOOSE i \in I : \A j \in I : i =< j
SelectLastInSeq(seq, test(_)) ==
  LET I == {i \in 1 .. Len(seq) : test(seq[i])} IN IF I = {} THEN 0 ELSE CHOOSE i \in I : \A j \in I : j =< i
SelectInSubSeq(seq, from, to, test(_)) == SelectInSeq(SubSeq(seq, from, to), test)
SelectLastInSubSeq(seq, from, to, test(_)) == SelectLastInSeq(SubSeq(seq, from, to), test)
InsertAt(s, i, e)   == SubSeq(s, 1, i - 1) \o <<e>> \o SubSeq(s, i, Len(s))
ReplaceAt(s, i, e)  == [s EXCEPT ![i] = e]
RemoveAt(s, i)      == SubSeq(s, 1, i - 1) \o SubSeq(s, i + 1, Len(s))
RemoveFirst(s, e)   == IF \E i \in 1 .. Len(s) : s[i] = e THEN RemoveAt(s, SelectInSeq(s, LAMBDA v : v = e)) ELSE s
RemoveFirstMatch(s, test(_)) == IF \E i \in 1 .. Len(s) : test(s[i]) THEN RemoveAt(s, SelectInSeq(s, test)) ELSE s
Cons(e, s)          == <<e>> \o s
Snoc(e, s)          == Append(s, e)
Front(s)            == SubSeq(s, 1, Len(s) - 1)
Last(s)             == s[Len(s)]
IsPrefix(s, t)      == Len(s) =< Len(t) /\ SubSeq(s, 1, Len(s)) = SubSeq(t, 1, Len(s))
IsStrictPrefix(s, t) == IsPrefix(s, t) /\ s # t
IsSuffix(s, t)      == IsPrefix(Reverse(s), Reverse(t))
IsStrictSuffix(s, t) == IsSuffix(s, t) /\ s # t
Prefixes(s)         == {SubSeq(s, 1, l) : l \in 0 .. Len(s)}
Suffixes(s)         == {SubSeq(s, l, Len(s)) : l \in 1 .. Len(s)} \cup {<<>>}
CommonPrefixes(S)   == LET P == UNION {Prefixes(seq) : seq \in S} IN {p \in P : \A t \in S : IsPrefix(p, t)}
LongestCommonPrefix(S) == CHOOSE l \in CommonPrefixes(S) : \A o \in CommonPrefixes(S) : Len(o) =< Len(l)
SeqMod(a, b)        == IF a % b = 0 THEN b ELSE a % b
FoldSeq(op(_, _), base, seq) == FoldFunction(op, base, seq)
FoldLeft(op(_, _), base, seq) == FoldForwards(LAMBDA rest, i : op(rest, seq[i]), base, 1 .. Len(seq))
FoldRight(op(_, _), seq, base) == FoldBackwards(LAMBDA i, rest : op(seq[i], rest), base, 1 .. Len(seq))
FoldLeftDomain(op(_, _), base, seq) == FoldForwards(op, base, 1 .. Len(seq))
FoldRightDomain(op(_, _), seq, base) == FoldBackwards(op, base, 1 .. Len(seq))
FlattenSeq(seqs)    == FoldLeft(LAMBDA s, t : s \o t, <<>>, seqs)
Zip(s, t)           == [i \in 1 .. (IF Len(s) < Len(t) THEN Len(s) ELSE Len(t)) |-> <<s[i], t[i]>>]
Interleave(s, t)    ==
  CASE Len(s) = Len(t) /\ Len(s) > 0 -> FlattenSeq([i \in 1 .. Len(s) |-> <<<<s[i]>>, <<t[i]>>>>])
    [] Len(s) = Len(t) /\ Len(s) = 0 -> <<<<>>, <<>>>>
SubSeqs(s)          == {SubSeq(s, i, j) : i \in 1 .. Len(s) + 1, j \in 0 .. Len(s)}
AllSubSeqs(s)       == {FoldFunction(Snoc, <<>>, [i \in D |-> s[i]]) : D \in SUBSET DOMAIN s}
IndexFirstSubSeq(s, t) ==
  LET I == {i \in 1 .. Len(t) + 1 : i + Len(s) - 1 =< Len(t) /\ SubSeq(t, i, i + Len(s) - 1) = s}
  IN IF I = {} THEN 0 ELSE CHOOSE i \in I : \A j \in I : i =< j
ReplaceSubSeqAt(i, r, s, t) == SubSeq(t, 1, i - 1) \o r \o SubSeq(t, i + Len(s), Len(t))
ReplaceFirstSubSeq(r, s, t) == IF IndexFirstSubSeq(s, t) = 0 THEN t ELSE ReplaceSubSeqAt(IndexFirstSubSeq(s, t), r, s, t)
LOCAL Replaced(r, s, t) ==
  LET all[i \in 1 .. Len(t) + 1] ==
        IF i > Len(t) THEN <<>>
        ELSE IF i + Len(s) - 1 =< Len(t) /\ SubSeq(t, i, i + Len(s) - 1) = s THEN r \o all[i + Len(s)]
        ELSE <<t[i]>> \o all[i + 1]
  IN all[1]
ReplaceAllSubSeqs(r, s, t) ==
  CASE s = t -> r
    [] r = s -> t
    [] s # t /\ s = <<>> -> FlattenSeq([i \in 1 .. Len(t) |-> r \o <<t[i]>>])
    [] OTHER -> Replaced(r, s, t)
===============================================================================

----------------------------- MODULE SequencesExt -----------------------------
EXTENDS Sequences, Naturals, FiniteSets, FiniteSetsExt, Folds, Functions, Bags, TLC
LOCAL INSTANCE BagKinds
LOCAL INSTANCE _Folds
LOCAL INSTANCE _Library

\* Strings have a length and parts, but are no sequences to what the reference computes in Java.
LOCAL No(op, s)     == Refused(op, "a sequence", s)

ToSet(s)            == {s[i] : i \in DOMAIN s}
ToBag(s)            == [x \in ToSet(s) |-> Cardinality({i \in DOMAIN s : s[i] = x})]
SetToSeq(S)         == FoldForwards(Append, <<>>, S)
\* Each further element comes to each place of what there is.
SetToSeqs(S)        ==
  FoldForwards(LAMBDA perms, x : UNION {{SubSeq(p, 1, i) \o <<x>> \o SubSeq(p, i + 1, Len(p)) : i \in 0 .. Len(p)} : p \in perms},
               {<<>>}, S)
SetToSortSeq(S, op(_, _)) == SortSeq(SetToSeq(S), op)
SetToAllKPermutations(S) == UNION {SetToSeqs(s) : s \in SUBSET S}
TupleOf(set, n)     == [1 .. n -> set]
SeqOf(set, n)       == UNION {[1 .. m -> set] : m \in 0 .. n}
BoundedSeq(S, n)    == SeqOf(S, n)
Contains(s, e)      == IF IsFunction(s) THEN \E i \in 1 .. Len(s) : s[i] = e ELSE No("Contains", s)
IsSorted(s, op(_, _)) == \A i, j \in 1 .. Len(s) : i < j => op(s[i], s[j])
Reverse(s)          == [i \in 1 .. Len(s) |-> s[(Len(s) - i) + 1]]
Remove(s, e)        == SelectSeq(s, LAMBDA t : t # e)
ReplaceAll(s, old, new) == [i \in 1 .. Len(s) |-> IF s[i] = old THEN new ELSE s[i]]
\* Neither goes on after what it looks for. Of a part, the index is one of the whole, as the reference has it.
SelectInSeq(seq, Test(_)) ==
  IF ~IsFunction(seq) THEN No("SelectInSeq", seq)
  ELSE IF \E i \in 1 .. Len(seq) : Test(seq[i]) THEN CHOOSE i \in 1 .. Len(seq) : Test(seq[i]) ELSE 0
SelectInSubSeq(seq, from, to, Test(_)) ==
  IF from > to THEN 0
  ELSE LET i == SelectInSeq(SubSeq(seq, from, to), Test) IN IF i = 0 THEN 0 ELSE from + i - 1
SelectLastInSeq(seq, Test(_)) ==
  IF ~IsFunction(seq) THEN No("SelectLastInSeq", seq)
  ELSE LET n == Len(seq)
       IN IF \E i \in 1 .. n : Test(seq[n + 1 - i]) THEN n + 1 - (CHOOSE i \in 1 .. n : Test(seq[n + 1 - i])) ELSE 0
SelectLastInSubSeq(seq, from, to, Test(_)) ==
  IF from > to THEN 0
  ELSE LET i == SelectLastInSeq(SubSeq(seq, from, to), Test) IN IF i = 0 THEN 0 ELSE from + i - 1
InsertAt(s, i, e)   == SubSeq(s, 1, i - 1) \o <<e>> \o SubSeq(s, i, Len(s))
ReplaceAt(s, i, e)  == [s EXCEPT ![i] = e]
RemoveAt(s, i)      == SubSeq(s, 1, i - 1) \o SubSeq(s, i + 1, Len(s))
RemoveFirst(s, e)   ==
  LET i == SelectInSeq(s, LAMBDA v : v = e) IN IF i = 0 THEN s ELSE RemoveAt(s, i)
RemoveFirstMatch(s, Test(_)) == LET i == SelectInSeq(s, Test) IN IF i = 0 THEN s ELSE RemoveAt(s, i)
Cons(e, s)          == <<e>> \o s
Snoc(e, s)          == Append(s, e)
Front(s)            == SubSeq(s, 1, Len(s) - 1)
Last(s)             == s[Len(s)]
IsPrefix(s, t)      == Len(s) =< Len(t) /\ SubSeq(s, 1, Len(s)) = SubSeq(t, 1, Len(s))
IsStrictPrefix(s, t) == IsPrefix(s, t) /\ s # t
IsSuffix(s, t)      == IsPrefix(Reverse(s), Reverse(t))
IsStrictSuffix(s, t) == IsSuffix(s, t) /\ s # t
Prefixes(s)         == {SubSeq(s, 1, l) : l \in 0 .. Len(s)}
Suffixes(s)         ==
  IF IsFunction(s) THEN {SubSeq(s, l, Len(s)) : l \in 1 .. Len(s)} \cup {<<>>} ELSE No("Suffixes", s)
CommonPrefixes(S)   == LET P == UNION {Prefixes(seq) : seq \in S} IN {p \in P : \A t \in S : IsPrefix(p, t)}
LongestCommonPrefix(S) ==
  LET s == CHOOSE x \in S : TRUE
      shorter == CHOOSE n \in 0 .. Len(s) : \A t \in S : IsPrefix(SubSeq(s, 1, Len(s) - n), t)
  IN SubSeq(s, 1, Len(s) - shorter)
SeqMod(a, b)        == IF a % b = 0 THEN b ELSE a % b
FoldSeq(op(_, _), base, seq) == FoldFunction(op, base, seq)
FoldLeft(op(_, _), base, seq) ==
  IF IsFunction(seq) THEN FoldForwards(LAMBDA rest, i : op(rest, seq[i]), base, 1 .. Len(seq)) ELSE No("FoldLeft", seq)
FoldRight(op(_, _), seq, base) ==
  IF IsFunction(seq) THEN FoldBackwards(LAMBDA i, rest : op(seq[i], rest), base, 1 .. Len(seq)) ELSE No("FoldRight", seq)
FoldLeftDomain(op(_, _), base, seq) ==
  IF IsFunction(seq) THEN FoldForwards(op, base, 1 .. Len(seq)) ELSE No("FoldLeftDomain", seq)
FoldRightDomain(op(_, _), seq, base) ==
  IF IsFunction(seq) THEN FoldBackwards(op, base, 1 .. Len(seq)) ELSE No("FoldRightDomain", seq)
FlattenSeq(seqs)    ==
  IF Len(seqs) = 0 THEN seqs ELSE FoldForwards(LAMBDA s, i : s \o seqs[i], seqs[1], 2 .. Len(seqs))
Zip(s, t)           == [i \in 1 .. (IF Len(s) < Len(t) THEN Len(s) ELSE Len(t)) |-> <<s[i], t[i]>>]
Interleave(s, t)    ==
  CASE Len(s) = Len(t) /\ Len(s) > 0 -> FlattenSeq([i \in 1 .. Len(s) |-> <<<<s[i]>>, <<t[i]>>>>])
    [] Len(s) = Len(t) /\ Len(s) = 0 -> <<<<>>, <<>>>>
SubSeqs(s)          == {SubSeq(s, i, j) : i \in 1 .. Len(s) + 1, j \in 0 .. Len(s)}
AllSubSeqs(s)       == {FoldFunction(Snoc, <<>>, [i \in D |-> s[i]]) : D \in SUBSET DOMAIN s}
LOCAL IsAt(s, t, i) == i + Len(s) - 1 =< Len(t) /\ SubSeq(t, i, i + Len(s) - 1) = s
IndexFirstSubSeq(s, t) == CHOOSE i \in 1 .. Len(t) + 1 : IsAt(s, t, i)
ReplaceSubSeqAt(i, r, s, t) == SubSeq(t, 1, i - 1) \o r \o SubSeq(t, i + Len(s), Len(t))
ReplaceFirstSubSeq(r, s, t) ==
  IF \E i \in 1 .. Len(t) + 1 : IsAt(s, t, i) THEN ReplaceSubSeqAt(IndexFirstSubSeq(s, t), r, s, t) ELSE t
\* Of strings, too, whose parts SubSeq takes.
LOCAL Replaced(r, s, t) ==
  LET all[i \in 1 .. Len(t) + 1] ==
        IF i > Len(t) THEN SubSeq(t, 1, 0)
        ELSE IF IsAt(s, t, i) THEN r \o all[i + Len(s)]
        ELSE SubSeq(t, i, i) \o all[i + 1]
  IN all[1]
ReplaceAllSubSeqs(r, s, t) ==
  CASE s = t -> r
    [] r = s -> t
    [] s # t /\ Len(s) = 0 -> FlattenSeq([i \in 1 .. Len(t) |-> r \o SubSeq(t, i, i)])
    [] OTHER -> Replaced(r, s, t)
===============================================================================

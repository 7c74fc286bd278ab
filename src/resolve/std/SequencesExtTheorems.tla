------------------------- MODULE SequencesExtTheorems -------------------------
\* Theorems are for provers; what remains is what the module extends, and the words in which they are put.
EXTENDS Sequences, SequencesExt, Functions, Integers, WellFoundedInduction

LOCAL Determine(S, Def(_, _), before(_, _)) ==
  \A g, h : \A s \in Seq(S) : (\A t \in Seq(S) : before(t, s) => g[t] = h[t]) => Def(g, s) = Def(h, s)
StrictPrefixesDetermineDef(S, Def(_, _)) == Determine(S, Def, IsStrictPrefix)
StrictSuffixesDetermineDef(S, Def(_, _)) == Determine(S, Def, IsStrictSuffix)
TailInductiveDefHypothesis(f, S, f0, Def(_, _)) ==
  f = CHOOSE g : g = [s \in Seq(S) |-> IF s = <<>> THEN f0 ELSE Def(g[Tail(s)], s)]
TailInductiveDefConclusion(f, S, f0, Def(_, _)) == f = [s \in Seq(S) |-> IF s = <<>> THEN f0 ELSE Def(f[Tail(s)], s)]
FrontInductiveDefHypothesis(f, S, f0, Def(_, _)) ==
  f = CHOOSE g : g = [s \in Seq(S) |-> IF s = <<>> THEN f0 ELSE Def(g[Front(s)], s)]
FrontInductiveDefConclusion(f, S, f0, Def(_, _)) == f = [s \in Seq(S) |-> IF s = <<>> THEN f0 ELSE Def(f[Front(s)], s)]
===============================================================================

--------------------------- MODULE DyadicRationals ---------------------------
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL INSTANCE TLC

LOCAL PowerOfTwo(n) == \E i \in 0 .. 30 : 2 ^ i = n
LOCAL Abs(n) == IF n < 0 THEN -n ELSE n
LOCAL Rational(n, d) == [num |-> n, den |-> d]
RECURSIVE Reduce(_)
Reduce(p) == IF p.den % 2 = 0 /\ Abs(p.num) % 2 = 0 THEN Reduce(Rational(p.num \div 2, p.den \div 2)) ELSE p

IsDyadicRational(r) == PowerOfTwo(r.den)
Zero      == Rational(0, 1)
One       == Rational(1, 1)
Half(p)   == Reduce(Rational(p.num, p.den * 2))
Add(p, q) ==
  IF p = Zero THEN q ELSE IF q = Zero THEN Reduce(p) ELSE
  LET den == IF p.den > q.den THEN p.den ELSE q.den
  IN Reduce(Rational(p.num * (den \div p.den) + q.num * (den \div q.den), den))
PrettyPrint(p) == CASE p = Zero -> "0" [] p = One -> "1" [] OTHER -> ToString(p.num) \o "/" \o ToString(p.den)
===============================================================================

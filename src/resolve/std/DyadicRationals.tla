--------------------------- MODULE DyadicRationals ---------------------------
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL INSTANCE TLC

LOCAL Abs(n) == IF n < 0 THEN -n ELSE n
RECURSIVE Divisor(_, _)
LOCAL Divisor(m, n) == IF n = 0 THEN m ELSE Divisor(n, m % n)
LOCAL Rational(n, d) == [num |-> n, den |-> d]
LOCAL Reduce(p) ==
  LET d == Divisor(Abs(p.num), Abs(p.den)) IN IF d = 1 THEN p ELSE Rational(p.num \div d, p.den \div d)

IsDyadicRational(r) == \E i \in 0 .. 30 : 2 ^ i = r.den
Zero      == Rational(0, 1)
One       == Rational(1, 1)
Half(p)   == Reduce(Rational(p.num, p.den * 2))
Add(p, q) ==
  IF p = Zero THEN q ELSE
  LET den == IF p.den > q.den THEN p.den ELSE q.den
  IN Reduce(Rational(p.num * (den \div p.den) + q.num * (den \div q.den), den))
PrettyPrint(p) == CASE p = Zero -> "0" [] p = One -> "1" [] OTHER -> ToString(p.num) \o "/" \o ToString(p.den)
===============================================================================

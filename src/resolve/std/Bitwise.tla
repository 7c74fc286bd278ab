------------------------------- MODULE Bitwise -------------------------------
LOCAL INSTANCE Integers

RECURSIVE BitAnd(_, _, _, _)
LOCAL BitAnd(x, y, n, m) ==
  IF m = 0 THEN 0 ELSE (2 ^ n) * ((x \div (2 ^ n)) % 2) * ((y \div (2 ^ n)) % 2) + BitAnd(x, y, n + 1, m \div 2)
a & b == LET big == IF a > b THEN a ELSE b IN BitAnd(a, b, 0, big)
a | b == (a + b) - (a & b)
a ^^ b == (a + b) - 2 * (a & b)
RECURSIVE shiftR(_, _)
shiftR(n, pos) == IF pos = 0 THEN n ELSE shiftR(n \div 2, pos - 1)
RECURSIVE shiftL(_, _)
shiftL(n, pos) == IF pos = 0 THEN n ELSE shiftL(n * 2, pos - 1)
And(x, y) == x & y
Or(x, y)  == x | y
Xor(x, y) == x ^^ y
RECURSIVE Inverted(_)
LOCAL Inverted(a) == IF a = 0 THEN 0 ELSE (1 - (a % 2)) + 2 * Inverted(a \div 2)
Not(a)    == Inverted(a)
===============================================================================

------------------------------- MODULE Bitwise -------------------------------
LOCAL INSTANCE Integers

\* Bit by bit, the last one first, in two's complement.
RECURSIVE BitAnd(_, _)
LOCAL BitAnd(x, y) ==
  IF x = 0 \/ y = 0 THEN 0 ELSE IF x = -1 THEN y ELSE IF y = -1 THEN x
  ELSE 2 * BitAnd(x \div 2, y \div 2) + (x % 2) * (y % 2)
RECURSIVE BitXor(_, _)
LOCAL BitXor(x, y) ==
  IF x = 0 THEN y ELSE IF y = 0 THEN x ELSE IF x = -1 THEN -1 - y ELSE IF y = -1 THEN -1 - x
  ELSE 2 * BitXor(x \div 2, y \div 2) + (((x % 2) + (y % 2)) % 2)
x & y  == BitAnd(x, y)
x | y  == x + (y - BitAnd(x, y))
x ^^ y == BitXor(x, y)
RECURSIVE Inverted(_)
LOCAL Inverted(a) == IF a = 0 THEN 0 ELSE (1 - (a % 2)) + 2 * Inverted(a \div 2)
Not(a) == IF a < 0 THEN 0 ELSE Inverted(a)
\* As of an integer of 32 bits without a sign; of the number of places only the last five bits count.
shiftR(n, pos) ==
  LET p == pos % 32
  IN IF p = 0 THEN n
     ELSE IF n >= 0 THEN IF p = 31 THEN 0 ELSE n \div 2 ^ p
     ELSE ((IF p = 31 THEN -1 ELSE n \div 2 ^ p) + 2 ^ (31 - p)) + 2 ^ (31 - p)
===============================================================================

------------------------------- MODULE _Library -------------------------------
\* What the other modules need and cannot say in TLA+. `Refused(op, wanted, v)` is an error: op takes what is wanted, and not v.
Refused(op, wanted, v)                 == {}
FieldsOf(records)                      == {}
IntegerOf(text)                        == {}
CsvOf(columns, delimiter, file)        == {}
LinesOf(file)                          == {}
SvgOf(elem)                            == {}
OnRing(cx, cy, r, n, m)                == {}
FitsExpected(expected, actual, alpha)  == {}
===============================================================================

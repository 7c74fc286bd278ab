--------------------------------- MODULE TLC ---------------------------------
Print(out, val)    == {}
PrintT(out)        == {}
Assert(val, out)   == {}
JavaTime           == {}
TLCGet(i)          == {}
TLCSet(i, v)       == {}
d :> e             == {}
f @@ g             == {}
Permutations(S)    == {}
SortSeq(s, Op(_, _)) == {}
RandomElement(s)   == {}
Any                == {}
ToString(v)        == {}
TLCEval(v)         == {}
===============================================================================

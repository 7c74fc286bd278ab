-------------------------------- MODULE TLCExt --------------------------------
LOCAL INSTANCE TLC

AssertEq(a, b) == a = b \/ (PrintT(a) /\ PrintT("is not equal to") /\ PrintT(b) /\ FALSE)
TLCNoOp(v)     == v
TLCCache(e, closure) == e

AssertError(err, e)         == {}
Trace                       == {}
CounterExample              == {}
ToTrace(c)                  == {}
TLCModelValue(str)          == {}
TLCDefer(e)                 == {}
PickSuccessor(e)            == {}
TLCFP(v)                    == {}
TLCEvalDefinition(d)        == {}
TLCGetOrDefault(k, default) == {}
TLCGetAndSet(k, Op(_, _), v, default) == {}
===============================================================================

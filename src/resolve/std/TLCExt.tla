-------------------------------- MODULE TLCExt --------------------------------
LOCAL INSTANCE TLC
LOCAL INSTANCE Integers

AssertEq(a, b) == IF a # b THEN PrintT("Assertion failed") /\ PrintT(a) /\ PrintT(b) /\ a = b ELSE a = b
TLCNoOp(v)     == v
TLCCache(e, closure) == e
\* Whoever is to pick is asked only where e is false.
LOCAL Picked   == {}
PickSuccessor(e) == e \/ Picked

AssertError(err, e)         == {}
Trace                       == {}
CounterExample              == {}
ToTrace(c)                  == {}
TLCModelValue(str)          == {}
TLCDefer(e)                 == {}
TLCFP(v)                    == {}
TLCEvalDefinition(d)        == {}
TLCGetOrDefault(k, default) == {}
TLCGetAndSet(k, Op(_, _), v, default) == CHOOSE old \in {TLCGetOrDefault(k, default)} : TLCSet(k, Op(old, v))
===============================================================================

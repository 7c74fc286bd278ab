------------------------ MODULE DifferentialEquations -------------------------
LOCAL INSTANCE Reals
LOCAL INSTANCE Sequences

Integrate(D, a, b, InitVals) == {}
===============================================================================

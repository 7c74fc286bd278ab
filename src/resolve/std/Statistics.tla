------------------------------ MODULE Statistics ------------------------------
EXTENDS Naturals
LOCAL INSTANCE _Library

ChiSquare(expected, actual, alpha) == FitsExpected(expected, actual, alpha)
===============================================================================

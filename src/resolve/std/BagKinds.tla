------------------------------- MODULE BagKinds -------------------------------
\* Kinds of values, asked for of any value; what module Bags needs.
IsFunction(v) == {}
IsInteger(v)  == {}
===============================================================================

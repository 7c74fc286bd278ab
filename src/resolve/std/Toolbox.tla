------------------------------- MODULE Toolbox -------------------------------
\* What the Toolbox's models extend; it only brings in TLC.
EXTENDS TLC, TLCExt
===============================================================================

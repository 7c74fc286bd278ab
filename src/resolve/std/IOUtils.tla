------------------------------- MODULE IOUtils -------------------------------
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL INSTANCE TLC
LOCAL INSTANCE _Folds
LOCAL INSTANCE _Library

IOSerialize(val, absoluteFilename, compress) == {}
IODeserialize(absoluteFilename, compressed) == {}
Serialize(value, dest, options) == {}
Deserialize(src, options) == {}
IOExec(command) == {}
IOEnvExec(env, command) == {}
IOExecTemplate(commandTemplate, parameters) == {}
IOEnvExecTemplate(env, commandTemplate, parameters) == {}
IOEnv == {}
atoi(str) == IntegerOf(str)
zeroPadN(n, width) ==
  LET s == ToString(n) IN FoldForwards(LAMBDA padded, i : "0" \o padded, s, 1 .. (width - Len(s)))
===============================================================================

------------------------------- MODULE IOUtils -------------------------------
LOCAL INSTANCE Integers
LOCAL INSTANCE TLC

IOExec(command) == {}
IOEnvExec(env, command) == {}
IOExecTemplate(command, parameters) == {}
IOEnvExecTemplate(env, command, parameters) == {}
IOSerialize(v, file, compress) == {}
IODeserialize(file, compress) == {}
Serialize(v, file, options) == {}
Deserialize(file, options) == {}
IOEnv == {}
IOEnvGet(name) == {}
IOEnvPermutations(S) == {}
IOAtoI(s) == {}
atoi(s) ==
  LET n == CHOOSE i \in 0 .. 99999 : s \in {ToString(i), ToString(-i)} IN IF s = ToString(n) THEN n ELSE -n
zeroPadN(i, n) == {}
===============================================================================

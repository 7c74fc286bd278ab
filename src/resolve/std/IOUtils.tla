------------------------------- MODULE IOUtils -------------------------------
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
atoi(s) == {}
zeroPadN(i, n) == {}
===============================================================================

-------------------------------- MODULE Json --------------------------------
ToJson(v) == {}
ToJsonArray(v) == {}
ToJsonObject(v) == {}
JsonSerialize(file, v) == {}
JsonDeserialize(file) == {}
ndJsonSerialize(file, v) == {}
ndJsonDeserialize(file) == {}
===============================================================================

-------------------------------- MODULE Json --------------------------------
ToJson(value) == {}
ToJsonArray(value) == {}
ToJsonObject(value) == {}
JsonSerialize(absoluteFilename, value) == {}
JsonDeserialize(absoluteFilename) == {}
ndJsonSerialize(absoluteFilename, value) == {}
ndJsonDeserialize(absoluteFilename) == {}
===============================================================================

--------------------------------- MODULE CSV ---------------------------------
LOCAL INSTANCE TLC
LOCAL INSTANCE Integers
LOCAL INSTANCE _Library

CSVWrite(template, val, file) == {}
CSVWriteRecord(record, delim, headers, file) == {}
CSVRead(columns, delimiter, file) == CsvOf(columns, delimiter, file)
CSVRecords(file) == LinesOf(file)
===============================================================================

using Microsoft.Data.Sqlite;
using Plugin.Node.Contract;

namespace Plugin.Node.Journal;

/// <summary>The journal could not be written or read, and is as it was before. The disk may have space again later.</summary>
public sealed class JournalUnavailableException : IOException
{
    private const int Full = 13;

    public JournalUnavailableException(SqliteException inner)
        : base($"The station's journal cannot be used: {inner.Message}", inner)
    {
        if (inner.SqliteErrorCode == Full)
        {
            HResult = FullDisk.NoSpace;
        }
    }
}

namespace Plugin.EventLog.Exporting;

/// <summary>It is not an export that proves anything. The message continues the sentence "the export is bad: …".</summary>
public sealed class BadExportException : Exception
{
    public BadExportException(string message) : base(message)
    {
    }

    public BadExportException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

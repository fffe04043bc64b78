namespace Plugin.Algorithms;

/// <summary>
/// What a researcher or a station can put right. The message is one sentence in their words; it ends up in the run's log, so it never
/// quotes a value from the data.
/// </summary>
internal sealed class AlgorithmFailure : Exception
{
    public AlgorithmFailure(string message) : base(message)
    {
    }

    public AlgorithmFailure(string message, Exception innerException) : base(message, innerException)
    {
    }
}

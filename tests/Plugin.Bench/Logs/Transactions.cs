using Plugin.EventLog;

namespace Plugin.Bench.Logs;

internal static class Transactions
{
    /// <summary>Events per transaction after this position: the events of one transaction have one log time.</summary>
    public static async Task<double> Size(IEventLog log, long after, CancellationToken cancellationToken)
    {
        var sample = await log.Read(after, 20_000, cancellationToken);
        return (double)sample.Count / sample.Select(e => e.At).Distinct().Count();
    }
}

namespace Plugin.EventLog.Tests.Faults;

internal static class Schedules
{
    /// <summary>For each of them: it takes seconds, on a machine that has nothing else to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs a schedule under so many seeds and names the first that fails.</summary>
    public static async Task Each(Func<int, CancellationToken, Task> schedule, int first, int count)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                using var patience = new CancellationTokenSource(Patience);
                await schedule(seed, patience.Token);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"{schedule.Method.DeclaringType!.Name}.{schedule.Method.Name} fails with seed {seed}: {e.Message}", e);
            }
        }
    }
}

namespace Plugin.EventLog.Tests.Faults;

internal static class Schedules
{
    /// <summary>Runs a schedule under so many seeds and names the first that fails.</summary>
    public static async Task Each(Func<int, CancellationToken, Task> schedule, int first, int count, CancellationToken cancellationToken)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                await schedule(seed, cancellationToken);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new InvalidOperationException($"{schedule.Method.DeclaringType!.Name}.{schedule.Method.Name} fails with seed {seed}: {e.Message}", e);
            }
        }
    }
}

using System.Diagnostics;

namespace Plugin.Testing.Running;

/// <summary>Waits for a fact in another process, which no test clock can drive.</summary>
public static class Eventually
{
    /// <summary>
    /// How long a test waits for what comes at once on an idle machine: a starved one takes its time, and what never comes is told all the same.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Each question costs whoever is asked, who is busy with what is waited for.
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(40);

    /// <param name="fact">Answers null while the fact is missing.</param>
    /// <param name="missing">Describes what is missing, for the message on time-out.</param>
    public static async Task<T> Get<T>(Func<Task<T?>> fact, TimeSpan within, Func<string> missing)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Between);
        while (true)
        {
            if (await fact().Within(within, missing) is { } found)
            {
                return found;
            }

            if (clock.Elapsed > within)
            {
                throw Missing(within, missing);
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>The same, for no longer than <see cref="Patience"/>.</summary>
    /// <param name="missing">What the task would bring.</param>
    public static Task<T> Soon<T>(this Task<T> task, string missing) => task.Within(Patience, () => missing);

    /// <inheritdoc cref="Soon{T}"/>
    public static async Task Soon(this Task task, string missing) => await Ended(task).Within(Patience, () => missing);

    private static async Task<T> Within<T>(this Task<T> task, TimeSpan within, Func<string> missing)
    {
        try
        {
            return await task.WaitAsync(within);
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw Missing(within, missing, e);
        }
    }

    private static async Task<bool> Ended(Task task)
    {
        await task;
        return true;
    }

    private static TimeoutException Missing(TimeSpan within, Func<string> missing, Exception? cause = null) =>
        new($"After {within.TotalSeconds:0} s still missing: {missing()}", cause);
}

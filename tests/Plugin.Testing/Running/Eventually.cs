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

    /// <param name="fact">Answers null while the fact is missing. Who never answers counts as who says that it is missing.</param>
    /// <param name="missing">Describes what is missing, for the message on time-out.</param>
    public static async Task<T> Get<T>(Func<Task<T?>> fact, TimeSpan within, Func<string> missing)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Between);
        while (true)
        {
            var question = fact();
            try
            {
                if (await question.WaitAsync(within) is { } found)
                {
                    return found;
                }
            }
            catch (TimeoutException e) when (!question.IsCompleted)
            {
                throw new TimeoutException($"After {clock.Elapsed.TotalSeconds:0} s nobody had answered the question for: {missing()}", e);
            }

            if (clock.Elapsed > within)
            {
                throw new TimeoutException($"After {within.TotalSeconds:0} s still missing: {missing()}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>The task's end, waited for no longer than <see cref="Patience"/>.</summary>
    /// <param name="missing">What the task would bring.</param>
    public static async Task<T> Soon<T>(this Task<T> task, string missing)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw new TimeoutException($"After {Patience.TotalSeconds:0} s still missing: {missing}", e);
        }
    }

    /// <inheritdoc cref="Soon{T}"/>
    public static Task Soon(this Task task, string missing)
    {
        return Ended().Soon(missing);

        async Task<bool> Ended()
        {
            await task;
            return true;
        }
    }
}

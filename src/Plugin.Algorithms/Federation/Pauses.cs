namespace Plugin.Algorithms.Federation;

/// <summary>Waiting times that start short, so that a quick answer is seen quickly, and grow by half each time up to two seconds.</summary>
internal static class Pauses
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public static IEnumerable<TimeSpan> Growing()
    {
        for (var pause = Shortest; ; pause = pause * 1.5 < Longest ? pause * 1.5 : Longest)
        {
            // A tenth up or down keeps the containers of one job from asking in step.
            yield return pause * (0.9 + (Random.Shared.NextDouble() * 0.2));
        }
    }
}

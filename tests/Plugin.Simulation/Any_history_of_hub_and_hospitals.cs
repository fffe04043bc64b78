namespace Plugin.Simulation;

/// <summary>
/// The real grains and the real agents under everything that can go wrong. <c>PLUGIN_SIMULATION_SEED</c> plays one seed alone,
/// <c>PLUGIN_SIMULATION_SEEDS</c> that many.
/// </summary>
public sealed class Any_history_of_hub_and_hospitals
{
    private const int Seeds = 200;

    [Fact]
    public async Task Keeps_every_promise()
    {
        var broken = new List<string>();
        foreach (var seed in Chosen())
        {
            try
            {
                await new Promises(Story.Play(seed)).AreKept();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                broken.Add($"Seed {seed}: {e.Message}\n{e.StackTrace}");
            }
        }

        Assert.True(
            broken.Count == 0,
            $"{broken.Count} seeds broke a promise. To play one again: PLUGIN_SIMULATION_SEED=… dotnet test tests/Plugin.Simulation\n"
            + string.Join("\n\n", broken.Take(5)));
    }

    [Fact]
    public void Is_the_same_for_the_same_seed() =>
        Assert.All(Chosen().Take(5), seed => Assert.Equal(Story.Play(seed).Dump(), Story.Play(seed).Dump()));

    private static IEnumerable<int> Chosen() =>
        Environment.GetEnvironmentVariable("PLUGIN_SIMULATION_SEED") is { } one ? [int.Parse(one)]
        : Enumerable.Range(1, Environment.GetEnvironmentVariable("PLUGIN_SIMULATION_SEEDS") is { } many ? int.Parse(many) : Seeds);
}

using System.Security.Cryptography;

namespace Plugin.Acceptance.Tests.Chaos;

public sealed class Two_silos_and_their_stations
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    /// <summary>The same for five minutes: <c>deploy/bench.sh soak chaos</c>, which also takes a seed.</summary>
    [Fact]
    public async Task Lose_nothing_and_double_nothing_whoever_is_killed_frozen_or_cut_off()
    {
        var seed = RandomNumberGenerator.GetInt32(1_000_000);
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"seed {seed}");

        var outcome = await Trial.Run(Length, seed, output.WriteLine);

        output.WriteLine($"{outcome.Tasks} tasks, {outcome.Runs} runs\n{Recovery.Table(outcome.Recoveries)}");
        Assert.True(outcome.Findings.Count == 0, $"With seed {seed}:\n{string.Join('\n', outcome.Findings)}");
        Assert.True(outcome.Tasks > 0 && outcome.Recoveries.Count > 0, "Nothing happened.");
    }
}

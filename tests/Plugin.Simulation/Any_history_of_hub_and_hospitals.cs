namespace Plugin.Simulation;

/// <summary>The real grains and the real agents under everything that can go wrong. The README says how to play a seed again.</summary>
public sealed class Any_history_of_hub_and_hospitals
{
    private const int Seeds = 300;

    [Fact]
    public void Keeps_every_promise()
    {
        var outcome = Campaign.Run(1, Seeds);
        Assert.True(outcome.Failures.Count == 0, outcome.ToString());
    }

    /// <summary>Log and trace, to the last random byte of an event.</summary>
    [Fact]
    public async Task Is_the_same_for_the_same_seed()
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var (once, again) = (Story.Play(seed, isRead: true), Story.Play(seed, isRead: true));
            Assert.Equal(await once.Dump(), await again.Dump());
            Assert.Equal(once.Trace.ToString(), again.Trace.ToString());
        }
    }
}

using Plugin.Simulation.Checking;
using Plugin.Simulation.Planted;

namespace Plugin.Simulation;

/// <summary>
/// What the checker is worth: each of these does one thing wrong at a seam, and is found within a few schedules by the rule that it breaks.
/// </summary>
public sealed class A_planted_bug
{
    /// <param name="last">It is found in one of the seeds up to this one, from the first on.</param>
    [Theory]
    [InlineData("a follower that skips an event when it connects", Rules.FeedMissesNothing, 200)]
    [InlineData("a store that answers before it commits", Rules.AcknowledgedIsKept, 30)]
    [InlineData("a store where the last writer wins", Rules.EndsOnce, 60)]
    [InlineData("a silo that believes its memory", Rules.FencingNeverGoesBack, 60)]
    [InlineData("a silo with a list of its own", Rules.ReadYourWrites, 30)]
    [InlineData("a watch with a wrong clock", Rules.LeaseLasts, 30)]
    [InlineData("no idempotency", Rules.OrderedOnce, 60)]
    [InlineData("a kill lost when the task moved", Rules.KillIsFinal, 30)]
    [InlineData("a claim granted again after its lease", Rules.FencingNeverGoesBack, 60)]
    [InlineData("no fencing", Rules.FencingNeverGoesBack, 900, 41)]
    [InlineData("a journal in memory", Rules.ResultIsNotLost, 60)]
    [InlineData("a report that needs no answer", Rules.ResultIsNotLost, 60)]
    [InlineData("a cursor ahead of what was delivered", Rules.FeedMissesNothing, 60)]
    public void Is_found_by_its_rule(string bug, string rule, int last, int first = 1)
    {
        var found = new List<string>();
        for (var seed = first; seed <= last; seed++)
        {
            if (Campaign.Judge(Story.Play(seed, Bugs.All[bug])) is { } failure)
            {
                if (failure is BrokenPromiseException broken && broken.Rule == rule)
                {
                    Assert.StartsWith($"{rule}: ", broken.Message, StringComparison.Ordinal);
                    TestContext.Current.TestOutputHelper?.WriteLine($"{bug}: seed {seed}: {broken.Message}");
                    return;
                }

                found.Add($"{seed}: {failure.Message}");
            }
        }

        Assert.Fail($"No seed from {first} to {last} found {bug} by the rule {rule}; others broke:\n{string.Join('\n', found)}");
    }
}

using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class A_task_whose_image_is_told : TaskSpec
{
    private static readonly FederatedTask.Active Fresh = new(TheQuestion, Erased.Nothing);
    private static readonly TaskImageFixed Told = new(Consortium, RunOfAlpha, "sha256:ab", Now);

    [Fact]
    public void Goes_by_the_first_digest() =>
        Assert.Equal((Decision<TaskEvent>)Told, FederatedTask.Decide(Fresh, new FixImage(RunOfAlpha, "sha256:ab", Now)));

    [Fact]
    public void Goes_by_no_later_one() =>
        Assert.Equal(Decision<TaskEvent>.Nothing, FederatedTask.Decide(Fresh.Evolve(Told), new FixImage(RunOfBeta, "sha256:cd", Now)));

    [Fact]
    public void Remembers_it_to_the_end() => Assert.Equal(
        "sha256:ab",
        ((FederatedTask.Born)Fresh.Evolve(Told).Evolve(new TaskKilled(Consortium, Now)).Evolve(new TaskRetired(Consortium, Now))).ImageDigest);
}

using Plugin.Domain.Generations;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests;

public sealed class A_generation : Spec<Generation, GenerationEvent, OpenGeneration>
{
    private static readonly LastCheckpoint Last = new(1, 1350, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", "note");
    private static readonly GenerationOpened Opened = new(new(2), 1200, Last, new("d2h5"), Now);

    [Fact]
    public void Is_opened_with_what_is_known_of_the_log_before() =>
        GivenNothing.When(new OpenGeneration(new(2), 1200, Last, new("d2h5"), Now)).Then(Opened);

    [Fact]
    public void Is_opened_when_nothing_is_known() =>
        GivenNothing.When(new OpenGeneration(new(2), 1200, null, new("d2h5"), Now)).Then(Opened with { Last = null });

    [Fact]
    public void Is_opened_once() =>
        Given(Opened).When(new OpenGeneration(new(2), 1200, Last, new("d2h5"), Now)).ThenRefused(GenerationRefusals.Exists);

    [Fact]
    public void Is_not_one_that_a_checkpoint_is_known_of() =>
        GivenNothing.When(new OpenGeneration(new(2), 1200, Last with { Generation = 2 }, new("d2h5"), Now))
            .ThenRefused(GenerationRefusals.Known(Last with { Generation = 2 }));
}

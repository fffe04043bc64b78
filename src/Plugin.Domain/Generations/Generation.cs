using System.Diagnostics;

namespace Plugin.Domain.Generations;

/// <summary>One stretch of the log between two restores. The first has no stream: every log begins with it. A later one is opened once.</summary>
public abstract record Generation : IAggregate<Generation, GenerationEvent, OpenGeneration>
{
    private Generation()
    {
    }

    public static Generation Initial { get; } = new None();

    public sealed record None : Generation;

    public sealed record Opened(GenerationId Id, long Kept, LastCheckpoint? Last) : Generation;

    public Generation Evolve(GenerationEvent @event) => (this, @event) switch
    {
        (None, GenerationOpened e) => new Opened(e.Generation, e.Kept, e.Last),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<GenerationEvent> Decide(Generation generation, OpenGeneration command) => generation switch
    {
        None when command.Last is { } last && last.Generation >= command.Generation.Value => GenerationRefusals.Known(last),
        None => new GenerationOpened(command.Generation, command.Kept, command.Last, command.Reason, command.Now),
        _ => GenerationRefusals.Exists,
    };
}

public sealed record OpenGeneration(GenerationId Generation, long Kept, LastCheckpoint? Last, Sealed Reason, DateTimeOffset Now);

public static class GenerationRefusals
{
    public static Refusal Exists { get; } = new(RefusalKind.Conflict, "generation.exists", "This generation was opened already.");

    public static Refusal Known(LastCheckpoint last) => new(
        RefusalKind.Conflict, "generation.known",
        $"A checkpoint of generation {last.Generation} is known, so that generation is not new.");
}

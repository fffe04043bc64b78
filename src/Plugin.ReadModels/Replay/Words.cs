using System.Diagnostics;
using Plugin.Domain;
using Plugin.Domain.Generations;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels.Replay;

/// <summary>What one stream has sealed, opened while its key exists: a run's words are sealed under the key of its task, all else under the stream's own.</summary>
public sealed class Words
{
    private readonly SealedFields _seals;
    private readonly string _owner;

    private Words(SealedFields seals, string owner) => (_seals, _owner) = (seals, owner);

    /// <param name="first">The stream's first event.</param>
    public static async Task<Words> Of(IVaultTable vault, DomainEvent first, string stream, CancellationToken cancellationToken)
    {
        // Its own, so that no key is left in memory that the vault has lost.
        var seals = new SealedFields(_ => throw new UnreachableException("Who looks at a stream seals nothing."));
        var owner = first is RunCreated { Task: var task } ? task.ToString() : stream;
        await seals.Prepare(vault, [owner], [], cancellationToken);
        return new Words(seals, owner);
    }

    /// <summary>Null when it was erased.</summary>
    public string? Open(Sealed text) => text.Value.Length == 0 ? "" : _seals.Open(_owner, text.Value);

    /// <summary>Why, as a sentence, where the event says so.</summary>
    public string? CauseOf(DomainEvent @event) => @event switch
    {
        RunEnded e => e.Sentence(Opened(e.Cause)),
        RunReleased e => e.Cause.Sentence(Opened(e.Cause)),
        RunApproved e => Open(e.Words),
        RunHeld e => Open(e.Reason),
        GenerationOpened e => Open(e.Reason),
        _ => null,
    };

    private string? Opened(RunCause cause) => cause.Words is { } words ? Open(words) : null;
}

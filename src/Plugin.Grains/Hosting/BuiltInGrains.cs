using Plugin.EventLog;
using Plugin.Vault;
using Plugin.Vault.Blobs;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Hosting;

/// <summary>
/// The default host: keyed mailboxes in this process. Several silos may run it over one PostgreSQL: two of them may hold the same stream in
/// memory, and the append decides.
/// </summary>
public sealed class BuiltInGrains(CommandHandling handling) : IGrains
{
    private readonly Mailboxes _mailboxes = new();

    public BuiltInGrains(
        IStore store, SealedFields seals, BlobStore blobs, TimeProvider clock, FillRandom random,
        int capacity = CommandHandling.DefaultCapacity)
        : this(new CommandHandling(store, seals, blobs, clock, random, capacity))
    {
    }

    /// <summary>Streams in memory now.</summary>
    public int Active => handling.Active;

    public Task<Answer<TAnswer>> Ask<TAnswer>(Command<TAnswer> command, CancellationToken cancellationToken) =>
        command.Owner is { } owner
            ? _mailboxes.Run(owner, () => handling.Handle(command, cancellationToken))
            : handling.Handle(command, cancellationToken);
}

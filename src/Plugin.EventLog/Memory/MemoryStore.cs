using Plugin.EventLog.Entries;
using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Memory;

/// <summary>
/// The engine for simulations: everything happens at once on the caller's stack, followers are woken on the appender's, and time and
/// randomness come from outside, so the same calls in the same order give the same log. Calls from several threads wait for each other.
/// </summary>
public sealed class MemoryStore : IStore
{
    private readonly MemoryLog _log;

    public MemoryStore(IProjector projector, TimeProvider clock, SaltSource salts)
    {
        var tables = new TableSet(projector);
        var state = new Lock();
        var vault = new MemoryVault(state);
        var read = new MemoryRead(state, tables);
        _log = new MemoryLog(state, tables, vault, read, clock, salts);
        read.Attach(_log, vault);
        Vault = vault;
        Live = new MemoryLive(state, clock);
        Read = read;
        Proof = new MemoryProof(state, _log);
    }

    public IEventLog Log => _log;
    public IVaultTable Vault { get; }
    public ILiveTables Live { get; }
    public IReadTables Read { get; }
    public IProofTables Proof { get; }

    /// <summary>Memory keeps nothing of what was deleted.</summary>
    public Task Scrub(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

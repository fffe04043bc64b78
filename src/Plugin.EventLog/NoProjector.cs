namespace Plugin.EventLog;

/// <summary>For tools that look at the log and know no domain: there are no read tables.</summary>
public sealed class NoProjector : IProjector
{
    public IReadOnlyList<ReadTable> Tables => [];

    public ValueTask Prepare(
        IReadOnlyList<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public void Project(ProjectedEvent @event, RowChanges changes)
    {
    }
}

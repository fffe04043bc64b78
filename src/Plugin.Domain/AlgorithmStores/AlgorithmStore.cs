using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.AlgorithmStores.AlgorithmStoreEvent>;

namespace Plugin.Domain.AlgorithmStores;

/// <summary>A service that has reviewed algorithms, linked to one collaboration or to all. Several links may lead to one store.</summary>
public abstract record AlgorithmStore : IAggregate<AlgorithmStore, AlgorithmStoreEvent, AlgorithmStoreCommand>
{
    private AlgorithmStore()
    {
    }

    public static AlgorithmStore Initial { get; } = new None();

    public sealed record None : AlgorithmStore;

    public sealed record Linked(AlgorithmStoreId Id, string Name, string Url, string ServerUrl, CollaborationId? Collaboration) : AlgorithmStore
    {
        public bool Serves(CollaborationId collaboration) => Collaboration is null || Collaboration == collaboration;
    }

    public sealed record Unlinked : AlgorithmStore;

    public AlgorithmStore Evolve(AlgorithmStoreEvent @event) => (this, @event) switch
    {
        (None, AlgorithmStoreLinked e) => new Linked(e.Id, e.Name, e.Url, e.ServerUrl, e.Collaboration),
        (Linked s, AlgorithmStoreRenamed e) => s with { Name = e.Name },
        (Linked s, AlgorithmStoreMoved e) => s with { Collaboration = e.Collaboration },
        (Linked, AlgorithmStoreUnlinked) => new Unlinked(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<AlgorithmStoreEvent> Decide(AlgorithmStore store, AlgorithmStoreCommand command) => (store, command) switch
    {
        (_, LinkAlgorithmStore { Name: var name }) when !IsName(name) => AlgorithmStoreRefusals.UnusableName,
        (_, LinkAlgorithmStore c) when !StoreUrl.IsAcceptable(c.Url) || !StoreUrl.IsAcceptable(c.ServerUrl) => AlgorithmStoreRefusals.UnusableUrl,
        (None, LinkAlgorithmStore c) => new AlgorithmStoreLinked(c.Id, c.Name, c.Url, c.ServerUrl, c.Collaboration, c.Now),
        (_, LinkAlgorithmStore) => AlgorithmStoreRefusals.Exists,

        (Linked, RenameAlgorithmStore { Name: var name }) when !IsName(name) => AlgorithmStoreRefusals.UnusableName,
        (Linked s, RenameAlgorithmStore c) when c.Name == s.Name => Nothing,
        (Linked, RenameAlgorithmStore c) => new AlgorithmStoreRenamed(c.Name, c.Now),

        (Linked s, MoveAlgorithmStore c) when c.Collaboration == s.Collaboration => Nothing,
        (Linked, MoveAlgorithmStore c) => new AlgorithmStoreMoved(c.Collaboration, c.Now),

        (Linked, UnlinkAlgorithmStore c) => new AlgorithmStoreUnlinked(c.Now),
        (Unlinked, UnlinkAlgorithmStore) => Nothing,

        _ => AlgorithmStoreRefusals.Missing,
    };

    private static bool IsName(string name) => !string.IsNullOrWhiteSpace(name) && name.Length <= EntityName.MaxLength;
}

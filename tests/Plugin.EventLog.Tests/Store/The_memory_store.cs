using Plugin.EventLog.Memory;

namespace Plugin.EventLog.Tests.Store;

public sealed class The_memory_store : StoreSuite
{
    private readonly Random _random = new(1);

    private protected override Task<IStore> Open(IProjector projector) =>
        Task.FromResult<IStore>(new MemoryStore(projector, TimeProvider.System, _random.NextBytes));
}

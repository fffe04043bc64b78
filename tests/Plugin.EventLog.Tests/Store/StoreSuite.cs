using System.Text;

namespace Plugin.EventLog.Tests.Store;

/// <summary>What every engine must do. An engine inherits this and says how a store is opened; a new store is empty.</summary>
public abstract partial class StoreSuite : IAsyncLifetime
{
    // For a test as a whole: some append tens of thousands of events.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly CancellationTokenSource _patience = new(Patience);
    private IStore? _store;

    private protected IStore Store => _store ?? throw new InvalidOperationException("The store is not open.");
    private protected IEventLog Log => Store.Log;
    private protected CancellationToken Soon => _patience.Token;

    public async ValueTask InitializeAsync() => _store = await Open(new Shelf());

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Clean();
        _patience.Dispose();
    }

    private protected abstract Task<IStore> Open(IProjector projector);

    private protected virtual Task Clean() => Task.CompletedTask;

    private protected Task<Appended> Append(string stream, long expected, params NewEvent[] events) =>
        Log.Append(new Append { Streams = [new StreamAppend(stream, expected, events)] }, Soon);

    private protected static Append To(string stream, long expected, params NewEvent[] events) =>
        new() { Streams = [new StreamAppend(stream, expected, events)] };

    private protected async Task<List<string>> Dump(IStore store)
    {
        var lines = new List<string>();
        await foreach (var line in store.Read.Dump(Soon))
        {
            lines.Add(line);
        }

        return lines;
    }

    private protected async Task<List<StoredEvent>> Take(IEventLog log, long after, int count)
    {
        var events = new List<StoredEvent>();
        try
        {
            await foreach (var @event in log.Follow(after, Soon))
            {
                events.Add(@event);
                if (events.Count == count)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Of {count} events after position {after}, {events.Count} were seen within {Patience}.");
        }

        return events;
    }

    private protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private protected static string Text(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } present ? Encoding.UTF8.GetString(present.Span) : throw new ArgumentNullException(nameof(bytes));
}

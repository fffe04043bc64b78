using System.Diagnostics;
using System.Text;
using Plugin.EventLog.Tests.Store;
using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Faults.Writing;

/// <summary>Appends under a seed, one append after the other, and says before and after each what it knows.</summary>
internal sealed class Author(IStore store, Chance chance, int silo, int number, Action<string> say)
{
    public const string VaultKind = "deed";
    public const string KeyKind = "deed";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Who is refused for so long says so and ends: whoever waits for it would wait for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _name = $"{silo}.{number}";
    private readonly List<long> _books = [];
    private long _version;
    private int _next;
    private long _servedAt = Stopwatch.GetTimestamp();

    /// <summary>How the metadata of every event of a deed begins.</summary>
    public static string Mark(string deed) => $$"""{"deed":"{{deed}}",""";

    public async Task Write(int count, CancellationToken cancellationToken)
    {
        while (_next < count && !cancellationToken.IsCancellationRequested)
        {
            var id = $"{_name}.{++_next}";
            try
            {
                await Append(id, await Make(id));
            }
            catch (LogUnavailableException e)
            {
                // Only what was asked before the append; the author decides anew.
                await Refused(id, e);
            }
        }
    }

    private async Task Append(string id, Append append)
    {
        while (true)
        {
            say(Journal.Tries(id, append.Streams.Sum(s => s.Events.Count), append.IdempotencyKey is not null));
            var asked = Stopwatch.GetTimestamp();
            try
            {
                var appended = await store.Log.Append(append, CancellationToken.None).Soon($"an answer to {id}");
                _servedAt = Stopwatch.GetTimestamp();
                say(appended.Replayed
                    ? Journal.Complains($"{id} was answered as not stored, and is")
                    : Journal.Stored(id, appended, Stopwatch.GetElapsedTime(asked)));
                _version += append.Streams.Where(s => s.Stream == Own).Sum(s => s.Events.Count);
                return;
            }
            catch (LogUnavailableException e)
            {
                say(Journal.NotStored(id, Stopwatch.GetElapsedTime(asked)));
                await Refused(id, e);
                if (append.IdempotencyKey is null)
                {
                    return;
                }
            }
            catch (StreamConflictException e) when (e.Stream.StartsWith("shared-", StringComparison.Ordinal))
            {
                _servedAt = Stopwatch.GetTimestamp();
                say(Journal.NotStored(id, Stopwatch.GetElapsedTime(asked)));
                return;
            }
        }
    }

    private Task Refused(string id, LogUnavailableException refusal) => Stopwatch.GetElapsedTime(_servedAt) < Patience
        ? Task.Delay(Pause, CancellationToken.None)
        : throw new TimeoutException($"Nothing but refusals for {Patience.TotalSeconds:0} s, the last one of {id}", refusal);

    private string Own => $"own-{_name}";

    private async Task<Append> Make(string id)
    {
        var book = (silo * 100L + number) * 1_000_000 + _next;
        var (own, idempotent) = (Own, chance.Of(0.25));
        switch (chance.Between(0, 9))
        {
            case 0 or 1:
                var shared = $"shared-{chance.Between(0, 2)}";
                var read = await store.Log.VersionOf(shared, CancellationToken.None);
                return Marked(id, idempotent: false, To(shared, read, Shelf.Noted("shared"))) with { Guards = [new Guard(own, _version)] };
            case 2:
                return Marked(
                    id, idempotent, To(own, _version, Shelf.Noted("a"), Shelf.Noted("b"), Shelf.Opened("books", "all")), To($"child-{id}-1", 0, Shelf.Noted("c")),
                    To($"child-{id}-2", 0, Shelf.Noted("d")));
            case 3:
                return Marked(id, idempotent, To(own, _version, Shelf.Noted("kept"))) with
                {
                    Keys = [new TakeKey(KeyKind, id, own)],
                    Vault = [new VaultWrite(VaultKind, id, Encoding.UTF8.GetBytes(id))],
                };
            case 4:
                return Marked(id, idempotent, To(own, _version, Shelf.Noted(Convert.ToBase64String(chance.Bytes(chance.Between(100, 30_000))))));
            case 5 when _books.Count > 0:
                return Marked(id, idempotent, To(own, _version, Shelf.Grown(chance.Among(_books), 3), Shelf.Lent(chance.Among(_books))));
            case 6 when _books.Count > 0:
                return Marked(id, idempotent, To(own, _version, Shelf.Lost(chance.Among(_books))));
            default:
                _books.Add(book);
                return Marked(id, idempotent, To(own, _version, Shelf.Added(book)));
        }
    }

    private static StreamAppend To(string stream, long expected, params NewEvent[] events) => new(stream, expected, events);

    private static Append Marked(string id, bool idempotent, params StreamAppend[] streams)
    {
        var ordinal = 0;
        return new Append
        {
            Streams = [.. streams.Select(s => s with { Events = [.. s.Events.Select(e => e with { Metadata = Metadata() })] })],
            IdempotencyKey = idempotent ? id : null,
            Outcome = Encoding.UTF8.GetBytes(id),
        };

        byte[] Metadata() => Encoding.UTF8.GetBytes($"{Mark(id)}\"ordinal\":{ordinal++}}}");
    }
}

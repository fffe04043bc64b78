using System.Collections.Concurrent;
using System.Globalization;

namespace Plugin.EventLog.Tests.Faults;

/// <summary>
/// What the authors of a schedule said, line by line: what they tried, what they were answered, what they saw as followers. Written before
/// and after each append, it is all that a client of the log could know.
/// </summary>
internal sealed class Journal
{
    private readonly ConcurrentDictionary<string, Deed> _deeds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Sighting>> _followers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _complaints = new();
    private int _acknowledged;
    private int _refused;

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>How often an author was told that something is not stored.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public IEnumerable<Deed> Deeds => _deeds.Values;
    public IEnumerable<string> Complaints => _complaints;
    public IEnumerable<(string Name, IReadOnlyCollection<Sighting> Saw)> Followers => _followers.Select(f => (f.Key, (IReadOnlyCollection<Sighting>)f.Value));

    /// <summary>Whether this deed was tried.</summary>
    public bool Has(string id) => _deeds.ContainsKey(id);

    public static string Tries(string id, int events, bool keyed) => $"? {id} {events} {(keyed ? "keyed" : "plain")}";

    public static string Stored(string id, Appended appended, TimeSpan took) =>
        $"! {id} {appended.FirstPosition} {appended.LastPosition} {took.TotalMilliseconds:0}";

    /// <summary>Answered that it is known not to be stored.</summary>
    public static string NotStored(string id, TimeSpan took) => $"- {id} {took.TotalMilliseconds:0}";

    /// <summary>How long its author waited for this answer; null: it is none.</summary>
    public static TimeSpan? Waited(string line) => line is ['!' or '-', ..] ? TimeSpan.FromMilliseconds(Number(line[(line.LastIndexOf(' ') + 1)..])) : null;

    public static string Saw(string follower, StoredEvent @event) => $"f {follower} {@event.Position} {@event.Version} {@event.Stream}";

    public static string Complains(string what) => $"# {what.ReplaceLineEndings(" ")}";

    public void Accept(string line)
    {
        switch (line.Split(' '))
        {
            case ["?", var id, var events, var kind]:
                _deeds[id] = new Deed(id, Number(events), kind == "keyed", Answer.None, 0);
                break;
            case ["!", var id, var first, _, _]:
                _deeds[id] = _deeds[id] with { Answer = Answer.Stored, First = Number(first) };
                Interlocked.Increment(ref _acknowledged);
                break;
            case ["-", var id, _]:
                _deeds[id] = _deeds[id] with { Answer = Answer.NotStored };
                Interlocked.Increment(ref _refused);
                break;
            case ["f", var follower, var position, var version, var stream]:
                _followers.GetOrAdd(follower, _ => new()).Enqueue(new Sighting(Number(position), stream, Number(version)));
                break;
            case ["#", ..]:
                _complaints.Enqueue(line);
                break;
        }
    }

    /// <summary>What had been said by now.</summary>
    public Journal Copy()
    {
        var copy = new Journal();
        foreach (var deed in Deeds)
        {
            copy._deeds[deed.Id] = deed;
        }

        return copy;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

internal enum Answer
{
    None,
    Stored,
    NotStored,
}

internal sealed record Deed(string Id, int Events, bool Keyed, Answer Answer, int First);

internal sealed record Sighting(int Position, string Stream, int Version);

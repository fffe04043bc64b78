using System.Globalization;
using System.Text.Json;
using Plugin.EventLog;

namespace Plugin.Api.Sessions;

/// <summary>
/// A session as the live tables have it. It is written once and deleted once; when it was last used is a row of its own beside it, so that no
/// late note of a use brings back what was ended.
/// </summary>
/// <param name="Id">See <see cref="SessionSecret.Id"/>.</param>
/// <param name="PasswordMark">Of the password that it was begun with: with another one it is void.</param>
/// <param name="Generation">Of the log: a backup that is restored brings back no session that was ended since.</param>
internal sealed record KeptSession(string Id, DateTimeOffset MadeAt, DateTimeOffset UsedAt, string Agent, string PasswordMark, int Generation)
{
    private const string Prefix = "session-";
    private const string Used = "-used";

    public int User => int.Parse(Id.AsSpan(0, Id.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    public static string KeyOf(string id) => Prefix + id;

    /// <summary>What the keys of all sessions of a user begin with.</summary>
    public static string KeysOf(int user) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{user}-");

    public static IEnumerable<string> RowsOf(string id) => [KeyOf(id), KeyOf(id) + Used];

    public Heartbeat ToRow() => new(KeyOf(Id), "", JsonSerializer.Serialize(new Kept(MadeAt, Agent, PasswordMark, Generation)));

    public static Heartbeat UseOf(string id, DateTimeOffset at) => new(KeyOf(id) + Used, "", at.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>Those among the rows; a use without its session is none.</summary>
    public static IEnumerable<KeptSession> Among(IReadOnlyList<Presence> rows)
    {
        var uses = rows.Where(row => row.Key.EndsWith(Used, StringComparison.Ordinal)).ToDictionary(
            row => row.Key[..^Used.Length], row => DateTimeOffset.ParseExact(row.Content, "O", CultureInfo.InvariantCulture));
        foreach (var row in rows.Where(row => !row.Key.EndsWith(Used, StringComparison.Ordinal)))
        {
            var kept = JsonSerializer.Deserialize<Kept>(row.Content)!;
            yield return new KeptSession(
                row.Key[Prefix.Length..], kept.MadeAt, uses.TryGetValue(row.Key, out var used) ? used : kept.MadeAt, kept.Agent, kept.PasswordMark,
                kept.Generation);
        }
    }

    private sealed record Kept(DateTimeOffset MadeAt, string Agent, string PasswordMark, int Generation);
}

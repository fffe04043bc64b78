using Npgsql;

namespace Plugin.EventLog.Postgres;

/// <summary>What the database made of a batch: stored from <c>Head + 1</c> on, or nothing stored and who was refused.</summary>
internal sealed record BatchOutcome(long Head, DateTimeOffset At, IReadOnlyDictionary<int, Refusal> Refusals);

/// <summary>Why an append was left out: an exception for its author, or the outcome that its idempotency key has already.</summary>
internal readonly record struct Refusal(Exception? Exception, byte[]? Outcome)
{
    public static Refusal Read(NpgsqlDataReader row) => row.GetInt32(1) switch
    {
        0 => new Refusal(null, row.GetFieldValue<byte[]>(8)),
        1 => new Refusal(new StreamConflictException(row.GetString(3), row.GetInt64(5), row.GetInt64(6)), null),
        _ => new Refusal(new KeyTakenException(row.GetString(3), row.GetString(4), row.GetString(7)), null),
    };
}
